#ifndef NET_FORMAT_H
#define NET_FORMAT_H

/*
 * net_format: the packed file of networks, face.weights.
 *
 * Written by model/pack.mjs, read by face/net_load.c; this is where it is
 * described.  Little-endian throughout; every number is a u32 unless said
 * otherwise; every section starts at a multiple of eight bytes.
 *
 *   header       magic (8 bytes), version, count of networks,
 *                then a directory entry for each network
 *   entry        name (16 bytes, zero-filled, at least one zero),
 *                first byte of its section, bytes of its section (a multiple
 *                of eight), checksum of its section (u64)
 *   section      tensor count, operation count, output count, part count,
 *                parameter count, weight count, input tensor, 0,
 *                then, one after the other:
 *     tensors    height, width, channels
 *     operations NET_FORMAT_OP_WORDS numbers each, in the order of running
 *     outputs    count of parts: output i is the next so many parts
 *     parts      a tensor each; an output is its parts one after the other,
 *                each dense, pixel by pixel
 *     parameters of operations that have some; f32 where said
 *     weights    fp16, all finite
 *     zeros      up to a multiple of eight bytes
 *
 * An operation is
 *
 *    0 kind           enum net_kind
 *    1 output         tensor; each is written once, but for the input
 *    2 input          tensor, already written
 *    3 second         tensor or NET_FORMAT_NONE:
 *                     CONVOLVE, ADD: added before the activation, has no
 *                     more channels than the output (the rest adds nothing);
 *                     SAMPLE, MOVE_POINTS: the matrix
 *    4 activation     enum net_activation; only CONVOLVE, DEPTHWISE, ADD
 *    5 kernel height  6 kernel width  7 stride   8 padding above
 *    9 padding left   of CONVOLVE, DEPTHWISE, MAX_POOL; else 0
 *   10 weights        the first of the operation's weights
 *   11 parameters     the first of the operation's parameters
 *   12 parameter count
 *
 * and its weights are, in this order,
 *
 *   CONVOLVE    [kernel height][kernel width][input channels][output channels]
 *               bias [output channels], slopes [output channels] if LEAKY
 *   DEPTHWISE   [kernel height][kernel width][channels], bias, slopes as above
 *   ADD         slopes as above
 *
 * The checksum takes the section as u64 words: h = (h ^ word) *
 * NET_FORMAT_CHECKSUM_PRIME, from NET_FORMAT_CHECKSUM_START.  It finds damage,
 * it does not keep out malice: whatever passes it is still bounded and checked.
 */

#define NET_FORMAT_MAGIC "facenet" /* and its closing zero: 8 bytes */
#define NET_FORMAT_VERSION 1
#define NET_FORMAT_NAME_BYTES 16
#define NET_FORMAT_HEADER_BYTES 16
#define NET_FORMAT_ENTRY_BYTES 32
#define NET_FORMAT_SECTION_WORDS 8
#define NET_FORMAT_TENSOR_WORDS 3
#define NET_FORMAT_OP_WORDS 13
#define NET_FORMAT_NONE 0xffffffffU

/* The two numbers of 64-bit FNV-1a (Fowler, Noll, Vo). */
#define NET_FORMAT_CHECKSUM_START 0xcbf29ce484222325U
#define NET_FORMAT_CHECKSUM_PRIME 0x100000001b3U

/* Bounds on what is accepted, with room over the networks there are. */
#define NET_FORMAT_NETWORKS_MAX 16
#define NET_FORMAT_TENSORS_MAX 1024
#define NET_FORMAT_OPS_MAX 1024
#define NET_FORMAT_OUTPUTS_MAX 32
#define NET_FORMAT_PARTS_MAX 64
#define NET_FORMAT_PARAMETERS_MAX 4096
#define NET_FORMAT_WEIGHTS_MAX (1U << 23)
#define NET_FORMAT_SIDE_MAX 1024
#define NET_FORMAT_CHANNELS_MAX 4096
#define NET_FORMAT_TENSOR_FLOATS_MAX (1U << 21)
#define NET_FORMAT_KERNEL_MAX 16
/* Multiplications of a run, so that any run ends soon; full-range has 2^27. */
#define NET_FORMAT_WORK_MAX (1ULL << 29)

enum net_kind {
	NET_CONVOLVE,
	NET_DEPTHWISE,
	NET_MAX_POOL,
	NET_ADD,
	NET_RESIZE,	 /* bilinear, pixel centres at half numbers */
	NET_MEAN,	 /* over all pixels */
	NET_FIND_MATRIX, /* points to a 4 x 4 matrix; net_points.h */
	NET_SAMPLE,	 /* pixels at places a matrix gives; net_points.h */
	NET_MOVE_POINTS, /* points by a matrix; net_points.h */
	NET_KINDS
};

enum net_activation {
	NET_LINEAR,
	NET_RELU,
	NET_LEAKY, /* below 0 times the slope of the channel */
	NET_ACTIVATIONS
};

/* Parameters of FIND_MATRIX; its input holds three floats for each point. */
enum net_find_matrix {
	NET_FIND_LEFT, /* points that give the rotation */
	NET_FIND_RIGHT,
	NET_FIND_HEIGHT, /* of the picture to sample */
	NET_FIND_WIDTH,
	NET_FIND_SCALE_X,     /* f32: of the box around the points */
	NET_FIND_SCALE_Y,     /* f32 */
	NET_FIND_ROTATION,    /* f32, radians: what left to right shall have */
	NET_FIND_POINT_SCALE, /* f32: from the points to pixels sampled from */
	NET_FIND_POINTS	      /* points in the box: the rest, one at least */
};

/* MOVE_POINTS has eight f32: factors on the first two rows of its matrix. */
#define NET_MOVE_PARAMETERS 8

#endif
