// middleman.mjs HOW FACETELL [ARG...]: a program between browser and host that
// passes every frame on, altered.  A real thief of words, for the tests.
//
//   nothing   alters nothing: the others fail for what they alter
//   verdict   turns "generated" into "nothing-found", any other into "generated"
//   digit     changes one digit of the picture's hash
//   proof     changes one character of the signature
//   protocol  says hello with the next major number
//   silent    never lets an answer through
import { spawn } from 'node:child_process';

const [how, program, ...args] = process.argv.slice(2);

const ALTER = {
  nothing: (text) => text,
  verdict: (text) => text.replace(/"verdict":"(generated|reused|nothing-found|cannot-tell)"/g,
    (_, word) => `"verdict":"${word === 'generated' ? 'nothing-found' : 'generated'}"`),
  digit: (text) => text.replace(/"sha256":"(.)/g, (_, digit) => `"sha256":"${digit === '0' ? '1' : '0'}`),
  proof: (text) => text.replace(/"proofValue":"(z.{20})(.)/g,
    (_, head, letter) => `"proofValue":"${head}${letter === '2' ? '3' : '2'}`),
  protocol: (text) => text.replace(/"major":(\d+)/, (_, major) => `"major":${Number(major) + 1}`),
  silent: (text) => (text.includes('"type":"hello"') ? text : null),
};

const host = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.pipe(host.stdin);
host.on('exit', (code) => process.exit(code ?? 1));

let pending = Buffer.alloc(0);
host.stdout.on('data', (chunk) => {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE()) {
    const end = 4 + pending.readUInt32LE();
    const altered = ALTER[how](pending.toString('utf8', 4, end));
    pending = pending.subarray(end);
    if (altered === null) continue;
    const body = Buffer.from(altered);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    process.stdout.write(Buffer.concat([length, body]));
  }
});
