// Reads a .tflite file: the flatbuffer of a network, and the flexbuffers in
// which its custom operations keep their options.  Only what the MediaPipe
// networks use; anything else throws.
// Field numbers are those of tensorflow/lite/schema/schema.fbs.

/** One flatbuffer table: fields by number, absent ones by their default. */
class Table {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
    this.vtable = at - bytes.readInt32LE(at);
    this.fields = (bytes.readUInt16LE(this.vtable) - 4) / 2;
  }

  /** Where field `number` is, or 0. */
  place(number) {
    const offset = number < this.fields
      ? this.bytes.readUInt16LE(this.vtable + 4 + 2 * number) : 0;
    return offset ? this.at + offset : 0;
  }

  int(number, absent = 0) {
    const at = this.place(number);
    return at ? this.bytes.readInt32LE(at) : absent;
  }

  byte(number, absent = 0) {
    const at = this.place(number);
    return at ? this.bytes.readInt8(at) : absent;
  }

  follow(at) {
    return at + this.bytes.readUInt32LE(at);
  }

  table(number) {
    const at = this.place(number);
    return at ? new Table(this.bytes, this.follow(at)) : null;
  }

  /** The items of a vector, each read by `read(position)`. */
  list(number, itemBytes, read) {
    const at = this.place(number);
    if (!at) return [];
    const start = this.follow(at);
    return Array.from({ length: this.bytes.readUInt32LE(start) },
      (_, i) => read(start + 4 + i * itemBytes));
  }

  tables(number) {
    return this.list(number, 4, (at) => new Table(this.bytes, this.follow(at)));
  }

  ints(number) {
    return this.list(number, 4, (at) => this.bytes.readInt32LE(at));
  }

  data(number) {
    const at = this.place(number);
    if (!at) return Buffer.alloc(0);
    const start = this.follow(at);
    return this.bytes.subarray(start + 4, start + 4 + this.bytes.readUInt32LE(start));
  }
}

const FLEX = { int: 1, uint: 2, float: 3, indirectFloat: 8, map: 9, ints: 11, uints: 12 };

/** A flexbuffer whose root is a map of numbers and lists of whole numbers. */
export function readFlexMap(bytes) {
  const unsigned = (at, width) => bytes.readUIntLE(at, width);
  const number = (at, width, type) => {
    if (type === FLEX.uint) return unsigned(at, width);
    if (type === FLEX.int) return bytes.readIntLE(at, width);
    if (width === 4) return bytes.readFloatLE(at);
    if (width === 8) return bytes.readDoubleLE(at);
    throw new Error(`flexbuffer float of ${width} bytes`);
  };
  const value = (at, parentWidth, packed) => {
    const type = packed >> 2;
    const width = 1 << (packed & 3);
    if (type >= FLEX.int && type <= FLEX.float) return number(at, parentWidth, type);
    const start = at - unsigned(at, parentWidth);
    if (type === FLEX.indirectFloat) return number(start, width, FLEX.float);
    if (type === FLEX.ints || type === FLEX.uints) {
      return Array.from({ length: unsigned(start - width, width) },
        (_, i) => number(start + i * width, width, type === FLEX.ints ? FLEX.int : FLEX.uint));
    }
    if (type !== FLEX.map) throw new Error(`flexbuffer type ${type}`);
    const count = unsigned(start - width, width);
    const keys = start - 3 * width - unsigned(start - 3 * width, width);
    const keyWidth = unsigned(start - 2 * width, width);
    return Object.fromEntries(Array.from({ length: count }, (_, i) => {
      const name = keys + i * keyWidth - unsigned(keys + i * keyWidth, keyWidth);
      return [bytes.toString('latin1', name, bytes.indexOf(0, name)),
        value(start + i * width, width, bytes[start + count * width + i])];
    }));
  };
  const rootWidth = bytes[bytes.length - 1];
  return value(bytes.length - 2 - rootWidth, rootWidth, bytes[bytes.length - 2]);
}

const BUILTIN = new Map([
  [0, 'add'], [2, 'concatenate'], [3, 'convolve'], [4, 'depthwise'], [6, 'dequantise'],
  [17, 'max-pool'], [18, 'multiply'], [19, 'relu'], [22, 'reshape'], [23, 'resize'],
  [34, 'pad'], [45, 'slice'], [54, 'prelu'],
]);
const CUSTOM = 32;
const FLOAT16 = 1; // TensorType

/** The options of one operation, by name. */
function optionsOf(kind, table, custom) {
  const window = (sizes) => ({ same: table.byte(0) === 0,
    strideX: table.int(1), strideY: table.int(2), ...sizes });
  const plain = (field) => {
    if (table.byte(field) !== 0) throw new Error(`${kind} with a fused activation`);
  };
  if (custom.length > 0) return readFlexMap(custom);
  switch (kind) {
    case 'convolve':
      plain(3);
      if (table.int(4, 1) !== 1 || table.int(5, 1) !== 1) throw new Error('dilation');
      return window({});
    case 'depthwise':
      plain(4);
      if (table.int(3) !== 1) throw new Error('depth multiplier');
      if (table.int(5, 1) !== 1 || table.int(6, 1) !== 1) throw new Error('dilation');
      return window({});
    case 'max-pool':
      plain(5);
      return window({ width: table.int(3), height: table.int(4) });
    case 'add': case 'multiply':
      plain(0);
      return {};
    case 'concatenate':
      plain(1);
      return { axis: table.int(0) };
    case 'resize':
      return { alignCorners: table.byte(2) !== 0, halfPixel: table.byte(3) !== 0 };
    default:
      return {};
  }
}

/**
 * The graph of a .tflite file:
 * tensors [{shape, halves: Buffer|null, ints: number[]|null}], where `halves`
 * are the fp16 values of a constant, dequantised ones included;
 * operations [{kind, inputs, outputs, options}] without the dequantisations;
 * inputs and outputs by tensor number.
 */
export function readTflite(bytes) {
  if (bytes.toString('latin1', 4, 8) !== 'TFL3') throw new Error('not a .tflite file');
  const model = new Table(bytes, bytes.readUInt32LE(0));
  const codes = model.tables(1).map((code) => {
    const builtin = Math.max(code.byte(0), code.int(3));
    const kind = builtin === CUSTOM ? code.data(1).toString() : BUILTIN.get(builtin);
    if (!kind) throw new Error(`operation ${builtin} is not known here`);
    if (builtin === CUSTOM && code.int(2, 1) !== 2) throw new Error(`${kind}: version`);
    return kind;
  });
  const buffers = model.tables(4).map((buffer) => buffer.data(0));
  const graph = model.tables(2)[0];
  const tensors = graph.tables(0).map((tensor) => {
    const data = buffers[tensor.int(2)];
    const isHalf = tensor.byte(1) === FLOAT16;
    return {
      shape: tensor.ints(0),
      halves: isHalf ? data : null,
      ints: !isHalf && data.length
        ? Array.from({ length: data.length / 4 }, (_, i) => data.readInt32LE(4 * i)) : null,
    };
  });
  const operations = [];
  for (const table of graph.tables(3)) {
    const kind = codes[table.int(0)];
    const [inputs, outputs] = [table.ints(1), table.ints(2)];
    if (kind === 'dequantise') {
      if (!tensors[inputs[0]].halves) throw new Error('dequantise: not an fp16 constant');
      tensors[outputs[0]].halves = tensors[inputs[0]].halves;
      continue;
    }
    operations.push({ kind, inputs, outputs,
      options: optionsOf(kind, table.table(4), table.data(5)) });
  }
  return { tensors, operations, inputs: graph.ints(1), outputs: graph.ints(2) };
}
