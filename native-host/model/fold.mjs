// Folds the graph of a .tflite file into the operations of our engine: a
// residual sum and an activation go into the convolution before them, reshapes
// and joins into the description of the outputs, constants into weights.
// face/net_format.h says what the result means.

export const NONE = 0xffffffff;
export const KINDS = ['convolve', 'depthwise', 'max-pool', 'add', 'resize', 'mean',
  'find-matrix', 'sample', 'move-points'];
export const ACTIVATIONS = ['linear', 'relu', 'leaky'];

const refuse = (why) => { throw new Error(why); };
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const product = (numbers) => numbers.reduce((a, b) => a * b, 1);
const isSame = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

function halfToNumber(half) {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) refuse('a weight is not finite');
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}

const halvesOf = (buffer) => Array.from({ length: buffer.length / 2 },
  (_, i) => buffer.readUInt16LE(2 * i));

/** Halves of [out][height][width][in] as [height][width][in][out]. */
function outputFastest(halves, [out, height, width, input]) {
  const rest = height * width * input;
  const turned = new Array(halves.length);
  for (let o = 0; o < out; o++) {
    for (let r = 0; r < rest; r++) turned[r * out + o] = halves[o * rest + r];
  }
  return turned;
}

const wordOfFloat = (number) => new Uint32Array(Float32Array.of(number).buffer)[0];

class Folder {
  constructor(graph) {
    this.graph = graph;
    this.tensors = []; // {height, width, channels}
    this.operations = [];
    /** Of a .tflite tensor: what of ours it is. */
    this.values = new Map(); // number -> {parts: [tensor], scale: [number]|null}
    this.consumers = new Map();
    graph.operations.forEach((operation) => operation.inputs.forEach((input) =>
      this.consumers.set(input, [...this.consumers.get(input) ?? [], operation])));
    this.done = new Set();
  }

  shape(number) {
    const [batch, ...rest] = this.graph.tensors[number].shape;
    if (batch !== 1) refuse('a batch of more than one');
    return rest;
  }

  constant(number) {
    const { halves } = this.graph.tensors[number];
    return halves ? halvesOf(halves) : refuse(`tensor ${number} is no fp16 constant`);
  }

  /** A new tensor of ours that holds .tflite tensor `number`. */
  tensor(number) {
    const shape = this.shape(number);
    const [height, width, channels] = shape.length === 3 ? shape : [1, 1, product(shape)];
    const index = this.tensors.push({ height, width, channels }) - 1;
    this.values.set(number, { parts: [index], scale: null });
    return index;
  }

  value(number) {
    return this.values.get(number) ?? refuse(`tensor ${number} is used before it is made`);
  }

  /** Our tensor for `number`, unscaled and in one part, of the same shape. */
  use(number) {
    const { parts, scale } = this.value(number);
    if (parts.length !== 1 || scale) refuse(`tensor ${number} was folded away`);
    return parts[0];
  }

  /** The only operation that takes `number`, if there is just one. */
  next(number) {
    const takers = this.consumers.get(number) ?? [];
    return takers.length === 1 && !this.graph.outputs.includes(number) ? takers[0] : null;
  }

  emit(kind, output, input, more = {}) {
    this.operations.push({ kind, output, input, second: NONE, activation: 'linear',
      height: 0, width: 0, stride: 0, top: 0, left: 0, weights: [], parameters: [], ...more });
  }

  /** The activation that alone follows `number`: [its output, name, slopes]. */
  activation(number) {
    const after = this.next(number);
    if (after?.kind === 'relu') {
      this.done.add(after);
      return [after.outputs[0], 'relu', []];
    }
    if (after?.kind === 'prelu') {
      this.done.add(after);
      return [after.outputs[0], 'leaky', this.constant(after.inputs[1])];
    }
    return [number, 'linear', []];
  }

  /** Kernel, stride and padding; TensorFlow pads the odd pixel at the end. */
  window(operation, height, width) {
    const { same, strideX, strideY } = operation.options;
    if (strideX !== strideY) refuse('unequal strides');
    const [inputHeight, inputWidth] = this.shape(operation.inputs[0]);
    const [outputHeight, outputWidth] = this.shape(operation.outputs[0]);
    const before = (input, output, kernel) =>
      same ? Math.max(0, (output - 1) * strideX + kernel - input) >> 1 : 0;
    return { height, width, stride: strideX,
      top: before(inputHeight, outputHeight, height),
      left: before(inputWidth, outputWidth, width) };
  }

  /**
   * A convolution with the sum and the activation that follow it.  It is put
   * where the sum was, since only there both sides of it are surely made.
   */
  convolve(operation) {
    const isDepthwise = operation.kind === 'depthwise';
    const [, filter, bias] = operation.inputs;
    const { shape } = this.graph.tensors[filter];
    const weights = isDepthwise ? this.constant(filter)
      : outputFastest(this.constant(filter), shape);
    let [output] = operation.outputs;
    let other = null;
    const after = isDepthwise ? null : this.next(output);
    if (after?.kind === 'add') {
      other = after.inputs.find((input) => input !== output) ?? refuse('a sum with itself');
      if (!this.values.has(other)) return after;
      this.done.add(after);
      [output] = after.outputs;
    }
    const [last, activation, slopes] = this.activation(output);
    this.emit(operation.kind, this.tensor(last), this.use(operation.inputs[0]), {
      ...this.window(operation, shape[1], shape[2]), activation,
      second: other === null ? NONE : this.use(other),
      weights: [...weights, ...this.constant(bias), ...slopes],
    });
    return null;
  }

  add(operation) {
    const [a, b] = operation.inputs.map((input) => this.use(input));
    const [last, activation, slopes] = this.activation(operation.outputs[0]);
    this.emit('add', this.tensor(last), a, { second: b, activation, weights: slopes });
  }

  /** Channels of zeros at the end are what the engine takes a sum to have. */
  pad(operation) {
    const before = this.shape(operation.inputs[0]);
    const after = this.shape(operation.outputs[0]);
    const { ints } = this.graph.tensors[operation.inputs[1]];
    if (!isSame(ints, [0, 0, 0, 0, 0, 0, 0, after[2] - before[2]])
      || (this.next(operation.outputs[0])?.kind !== 'add')) refuse('a padding of pixels');
    this.values.set(operation.outputs[0], this.value(operation.inputs[0]));
  }

  multiply(operation) {
    const factor = this.constant(operation.inputs[1]).map(halfToNumber);
    const { parts, scale } = this.value(operation.inputs[0]);
    if (scale) refuse('a product of products');
    this.values.set(operation.outputs[0], { parts, scale: factor });
  }

  findMatrix(operation) {
    const { parts, scale } = this.value(operation.inputs[0]);
    const { options } = operation;
    if (parts.length !== 1 || scale?.length !== 1) refuse('points without their scale');
    this.emit('find-matrix', this.tensor(operation.outputs[0]), parts[0], { parameters: [
      options.left_rotation_idx, options.right_rotation_idx,
      options.output_height, options.output_width,
      ...[options.scale_x, options.scale_y, options.target_rotation_radians, scale[0]]
        .map(wordOfFloat),
      ...options.subset_idxs] });
  }

  sample(operation) {
    const { output_height: height, output_width: width } = operation.options;
    if (!isSame(this.shape(operation.outputs[0]).slice(0, 2), [height, width])) {
      refuse('a sample of another size');
    }
    this.emit('sample', this.tensor(operation.outputs[0]), this.use(operation.inputs[0]),
      { second: this.use(operation.inputs[1]) });
  }

  movePoints(operation) {
    const { parts, scale } = this.value(operation.inputs[1]);
    if (scale?.length !== 16 || this.shape(operation.inputs[0])[1] !== 2) {
      refuse('points that are not flat, or a matrix without its scale');
    }
    this.emit('move-points', this.tensor(operation.outputs[0]), this.use(operation.inputs[0]),
      { second: parts[0], parameters: scale.slice(0, 8).map(wordOfFloat) });
  }

  fold(operation) {
    const [input] = operation.inputs;
    const [output] = operation.outputs;
    switch (operation.kind) {
      case 'add': return this.add(operation);
      case 'pad': return this.pad(operation);
      case 'multiply': return this.multiply(operation);
      case 'Landmarks2TransformMatrix': return this.findMatrix(operation);
      case 'TransformTensorBilinear': return this.sample(operation);
      case 'TransformLandmarks': return this.movePoints(operation);
      case 'reshape':
        return void this.values.set(output, this.value(input));
      case 'slice': {
        const [begin, end, strides] = operation.inputs.slice(1)
          .map((number) => this.graph.tensors[number].ints);
        if (sum(begin) !== 0 || !isSame(end, this.graph.tensors[input].shape)
          || !strides.every((stride) => stride === 1)) refuse('a slice that is not the whole');
        return void this.values.set(output, this.value(input));
      }
      case 'concatenate':
        if (operation.options.axis !== 1) refuse('a join along another axis');
        return void this.values.set(output, { scale: null,
          parts: operation.inputs.flatMap((number) => this.value(number).parts) });
      case 'max-pool': {
        const { height, width } = operation.options;
        return this.emit('max-pool', this.tensor(output), this.use(input),
          this.window(operation, height, width));
      }
      case 'resize': {
        const { alignCorners, halfPixel } = operation.options;
        if (alignCorners || !halfPixel) refuse('a resize of another kind');
        return this.emit('resize', this.tensor(output), this.use(input));
      }
      default:
        return refuse(`${operation.kind} cannot be folded`);
    }
  }

  run() {
    const [input, ...others] = this.graph.inputs;
    if (others.length) refuse('more than one input');
    const waiting = new Map(); // a sum -> the convolution that goes into it
    this.tensor(input);
    for (const operation of this.graph.operations) {
      if (this.done.has(operation)) continue;
      const convolution = waiting.get(operation);
      if (convolution) {
        if (this.convolve(convolution)) refuse('a sum of two convolutions');
      } else if (operation.kind === 'convolve' || operation.kind === 'depthwise') {
        const later = this.convolve(operation);
        if (later) waiting.set(later, operation);
      } else {
        this.fold(operation);
      }
    }
    return { tensors: this.tensors, input: 0, operations: this.operations,
      outputs: this.graph.outputs.map((number) => {
        const { parts, scale } = this.value(number);
        return scale ? refuse('an output was folded away') : parts;
      }) };
  }
}

/**
 * Fold a graph of readTflite() into {tensors, input, operations, outputs}:
 * tensors {height, width, channels}; operations as in face/net_format.h with
 * their weights (fp16, as numbers 0..65535) and parameters (u32) beside them;
 * outputs as lists of tensors.
 */
export const foldGraph = (graph) => new Folder(graph).run();
