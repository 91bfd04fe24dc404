// Content Credentials read by others: the SDK of the Content Authenticity
// Initiative (Rust, made WebAssembly), offline, as an independent judge.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// A Blob that can be read at once: outside a browser's worker nothing else can.
class Bytes extends Blob {
  constructor(bytes) {
    super([bytes]);
    this.bytes = bytes;
  }

  slice(start, end) {
    return new Bytes(this.bytes.subarray(start ?? 0, end));
  }
}

globalThis.FileReaderSync ??= class {
  readAsArrayBuffer({ bytes }) {
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  }
};

const { default: init, WasmReader, loadSettings } = await import('@contentauth/c2pa-wasm');
await init({ module_or_path: readFileSync(createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm')) });
loadSettings(JSON.stringify({ verify: { remote_manifest_fetch: false, ocsp_fetch: false } }));

/** `state` is Valid, Trusted, Invalid, none, or error; `codes` why. */
export async function judge(file, type) {
  try {
    const reader = await WasmReader.fromBlob(type, new Bytes(new Uint8Array(file)));
    const { validation_state: state, validation_status: status } = JSON.parse(reader.json());
    reader.free();
    return { state, codes: (status ?? []).map(({ code }) => code) };
  } catch (error) {
    return { state: /JumbfNotFound/.test(String(error)) ? 'none' : 'error', codes: [String(error)] };
  }
}
