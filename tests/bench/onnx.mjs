// The peer "MediaPipe's networks under npm onnxruntime-node": the same .tflite
// files written as ONNX, so that another engine runs the same arithmetic.
//
// The three custom operations of the attention mesh have no counterpart there.
// The peer is spared them where they are cheap (matrices and point transforms
// are left out) and uses GridSample where they are not, so what it is charged
// is never more than what we do ourselves.

const FLOAT = 1, INT64 = 7; // onnx.proto3, TensorProto.DataType

// --- protocol buffers, as much as ONNX needs: field numbers of onnx.proto3
const varint = (value) => {
  const bytes = [];
  let n = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(n & 127n) | (n > 127n ? 128 : 0));
    n >>= 7n;
  } while (n > 0n);
  return Buffer.from(bytes);
};
const integer = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => {
  const data = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(field << 3 | 2), varint(data.length), data]);
};
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

const attribute = (name, value) => {
  if (Array.isArray(value))
    return message(5, bytes(1, name), ...value.map((v) => integer(8, v)), integer(20, 7));
  if (typeof value === 'string') return message(5, bytes(1, name), bytes(4, value), integer(20, 3));
  return message(5, bytes(1, name), integer(3, value), integer(20, 2));
};
const tensor = (name, shape, data, type) => message(5, ...shape.map((d) => integer(1, d)),
  integer(2, type), bytes(8, name), bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
const valueInfo = (field, name, shape) => message(field, bytes(1, name),
  message(2, message(1, integer(1, FLOAT), message(2, ...shape.map((d) => message(1, integer(1, d)))))));

/** IEEE 754 half to single. */
const half = (h) => {
  const sign = h & 0x8000 ? -1 : 1, exponent = h >> 10 & 31, fraction = h & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return exponent === 31 ? NaN : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

/** NHWC or OHWI to NCHW or OIHW. */
const channelsFirst = (data, [a, h, w, c]) => {
  const out = new Float32Array(data.length);
  for (let n = 0, from = 0; n < a; n++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let k = 0; k < c; k++) out[((n * c + k) * h + y) * w + x] = data[from++];
  return out;
};
const firstShape = ([n, h, w, c]) => [n, c, h, w];

/** One graph as ONNX: four-sided tensors are NCHW inside. */
class Writer {
  constructor(graph) {
    this.graph = graph;
    this.parts = [];
    this.fresh = 0;
    this.written = new Set();
  }

  node(kind, inputs, outputs, attributes = {}) {
    this.parts.push(message(1, ...inputs.map((i) => bytes(1, i)), ...outputs.map((o) => bytes(2, o)),
      bytes(4, kind), ...Object.entries(attributes).map(([name, value]) => attribute(name, value))));
    return outputs[0];
  }

  name() {
    return `t${this.fresh++}`;
  }

  floats(index) {
    const { halves } = this.graph.tensors[index];
    return Float32Array.from({ length: halves.length / 2 }, (_, i) => half(halves.readUInt16LE(2 * i)));
  }

  constant(shape, data, type = FLOAT) {
    const name = this.name();
    this.parts.push(tensor(name, shape, data, type));
    return name;
  }

  integers(values) {
    return this.constant([values.length], BigInt64Array.from(values, BigInt), INT64);
  }

  /** A constant tensor of the file, channels first where it has four sides. */
  weights(index) {
    const name = `v${index}`;
    if (this.written.has(index)) return name;
    this.written.add(index);
    const { shape } = this.graph.tensors[index];
    const data = this.floats(index);
    this.parts.push(shape.length === 4
      ? tensor(name, firstShape(shape), channelsFirst(data, shape), FLOAT)
      : tensor(name, shape, data, FLOAT));
    return name;
  }

  slope(index) { // one for each channel, which come first here
    return this.constant([this.graph.tensors[index].shape.at(-1), 1, 1], this.floats(index));
  }

  value(index) {
    return this.graph.tensors[index].halves ? this.weights(index) : `v${index}`;
  }

  depthwise(index) { // 1HWC to C1HW
    const { shape: [, h, w, c] } = this.graph.tensors[index];
    return this.constant([c, 1, h, w], channelsFirst(this.floats(index), [1, h, w, c]));
  }

  padding(index) {
    const p = this.graph.tensors[index].ints; // [before, after] of N, H, W, C
    const order = [0, 3, 1, 2];
    return this.integers([...order.map((d) => p[2 * d]), ...order.map((d) => p[2 * d + 1])]);
  }

  reshape(input, output, from, to) {
    const flat = from.length === 4
      ? this.node('Transpose', [input], [this.name()], { perm: [0, 2, 3, 1] }) : input;
    const shaped = to.length === 4 ? this.name() : output;
    this.node('Reshape', [flat, this.integers(to)], [shaped]);
    if (to.length === 4) this.node('Transpose', [shaped], [output], { perm: [0, 3, 1, 2] });
  }

  sample(input, output, index) { // TransformTensorBilinear, at a fixed place
    const [, h, w] = this.graph.tensors[index].shape;
    const grid = Float32Array.from({ length: h * w * 2 }, (_, i) =>
      (i & 1 ? Math.floor(i / 2 / w) / h : (i / 2 | 0) % w / w) - 0.5);
    this.node('GridSample', [input, this.constant([1, h, w, 2], grid)], [output],
      { mode: 'bilinear', padding_mode: 'zeros' });
  }

  operation({ kind, inputs, outputs, options }) {
    const shape = (i) => this.graph.tensors[i].shape;
    const [a, b, c] = inputs, out = `v${outputs[0]}`;
    const strides = [options.strideY, options.strideX];
    const auto = options.same ? 'SAME_UPPER' : 'VALID';
    switch (kind) {
      case 'convolve':
        return this.node('Conv', [this.value(a), this.weights(b), this.weights(c)], [out],
          { strides, auto_pad: auto });
      case 'depthwise':
        return this.node('Conv', [this.value(a), this.depthwise(b), this.weights(c)], [out],
          { strides, auto_pad: auto, group: shape(a)[3] });
      case 'max-pool':
        return this.node('MaxPool', [this.value(a)], [out],
          { kernel_shape: [options.height, options.width], strides, auto_pad: auto });
      case 'add': return this.node('Add', [this.value(a), this.value(b)], [out]);
      case 'multiply': return this.node('Mul', [this.value(a), this.value(b)], [out]);
      case 'relu': return this.node('Relu', [this.value(a)], [out]);
      case 'prelu': return this.node('PRelu', [this.value(a), this.slope(b)], [out]);
      case 'pad': return this.node('Pad', [this.value(a), this.padding(b)], [out]);
      case 'reshape': return this.reshape(this.value(a), out, shape(a), shape(outputs[0]));
      case 'concatenate': {
        const rank = shape(outputs[0]).length, axis = (options.axis + rank) % rank;
        return this.node('Concat', inputs.map((i) => this.value(i)), [out],
          { axis: rank === 4 ? [0, 2, 3, 1][axis] : axis });
      }
      case 'resize': {
        const sizes = this.integers(firstShape(shape(outputs[0])));
        return this.node('Resize', [this.value(a), '', '', sizes], [out], { mode: 'linear',
          coordinate_transformation_mode: options.halfPixel ? 'half_pixel' : 'asymmetric' });
      }
      case 'TransformTensorBilinear': return this.sample(this.value(a), out, outputs[0]);
      case 'TransformLandmarks': case 'slice': // the one slice there is takes all
        return this.node('Identity', [this.value(a)], [out]);
      case 'Landmarks2TransformMatrix': {
        const ones = new Float32Array(16).fill(1);
        return this.node('Identity', [this.constant(shape(outputs[0]), ones)], [out]);
      }
      default: throw new Error(`${kind} is not written as ONNX`);
    }
  }
}

/** @param {ReturnType<import('../../native-host/model/tflite.mjs').readTflite>} graph */
export function toOnnx(graph) {
  const writer = new Writer(graph);
  for (const operation of graph.operations) writer.operation(operation);
  const [input] = graph.inputs;
  const side = (shape) => shape.length === 4 ? firstShape(shape) : shape;
  const parts = [...writer.parts, bytes(2, 'graph'),
    valueInfo(11, `v${input}`, firstShape(graph.tensors[input].shape)),
    ...graph.outputs.map((o) => valueInfo(12, `v${o}`, side(graph.tensors[o].shape)))];
  return {
    model: Buffer.concat([integer(1, 8), message(7, ...parts), message(8, bytes(1, ''), integer(2, 17))]),
    input: { name: `v${input}`, shape: firstShape(graph.tensors[input].shape) },
    outputs: graph.outputs.map((o) => `v${o}`),
  };
}
