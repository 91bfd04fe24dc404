#include "metadata/container_walk.h"

#include "image/jpeg_marker.h"
#include "metadata/bytes.h"

#define APP2 0xE2
#define APP11 0xEB
#define APP13 0xED
#define COM 0xFE

/* Each with the NUL that ends it in the file. */
#define EXIF_NAME "Exif\0"
#define XMP_NAME "http://ns.adobe.com/xap/1.0/"
#define EXTENSION_NAME "http://ns.adobe.com/xmp/extension/"
#define ICC_NAME "ICC_PROFILE"
#define PHOTOSHOP_NAME "Photoshop 3.0"

#define ICC_PIECES_MAX 255
#define EXTENSION_HEAD_BYTES ((size_t)40) /* GUID, whole length, offset */
#define BOX_HEAD_BYTES ((size_t)8)	  /* length, type */
#define BOX_LONG_HEAD_BYTES ((size_t)16)  /* and a length of 64 bits */

struct build {
	struct slice file;
	struct arena *arena;
	struct container *container;
};

/*
 * The next segment of `code` that starts with `name` (its NUL included, which
 * is sizeof of a text); `payload` is what follows the name.
 */
static bool
next_named(
    const struct build *build, uint8_t code, const char *name,
    size_t name_bytes, size_t *at, struct slice *payload)
{
	struct jpeg_marker marker;

	while (jpeg_marker_next(build->file, at, &marker)) {
		if (marker.code != code ||
		    !bytes_begin(marker.payload, name, name_bytes))
			continue;
		*payload = bytes_after(marker.payload, name_bytes);
		return true;
	}
	return false;
}
#define NEXT_NAMED(build, code, name, at, payload)                             \
	next_named(build, code, name, sizeof(name), at, payload)

/* Copy `piece` to the end of what is put together so far. */
static void
append(struct slice *whole, uint8_t *room, struct slice piece)
{
	if (piece.len > 0)
		memcpy(room + whole->len, piece.data, piece.len);
	whole->data = room;
	whole->len += piece.len;
}

/* Parts that fit in one segment. */
static void
add_single(const struct build *build)
{
	struct jpeg_marker marker;
	size_t at = 0;

	while (jpeg_marker_next(build->file, &at, &marker)) {
		struct slice data = marker.payload;

		if (marker.code == COM)
			container_add(
			    build->container, CONTAINER_COMMENT, data);
		else if (
		    marker.code == JPEG_APP1 &&
		    bytes_begin(data, EXIF_NAME, sizeof(EXIF_NAME)))
			container_add_once(
			    build->container, CONTAINER_EXIF,
			    bytes_after(data, sizeof(EXIF_NAME)));
		else if (
		    marker.code == JPEG_APP1 &&
		    bytes_begin(data, XMP_NAME, sizeof(XMP_NAME)))
			container_add_once(
			    build->container, CONTAINER_XMP,
			    bytes_after(data, sizeof(XMP_NAME)));
	}
}

/* Resources of Photoshop: one after the other, as they come. */
static enum status
add_photoshop(const struct build *build)
{
	struct slice piece, whole = { 0 };
	size_t at = 0, count = 0, bytes = 0;
	uint8_t *room;

	while (NEXT_NAMED(build, APP13, PHOTOSHOP_NAME, &at, &piece)) {
		whole = piece;
		bytes += piece.len;
		count++;
	}
	if (count > 1) {
		if ((room = arena_alloc(build->arena, bytes)) == NULL)
			return STATUS_NO_MEMORY;
		whole.len = at = 0;
		while (NEXT_NAMED(build, APP13, PHOTOSHOP_NAME, &at, &piece))
			append(&whole, room, piece);
	}
	if (count > 0)
		container_add_once(
		    build->container, CONTAINER_PHOTOSHOP, whole);
	return STATUS_OK;
}

/* ICC.1:2010, B.4: pieces numbered from 1, each with their number in all. */
static enum status
add_icc(const struct build *build)
{
	struct slice piece, pieces[ICC_PIECES_MAX + 1] = { { 0 } };
	struct slice whole = { 0 };
	size_t at = 0, count = 0, seen = 0, bytes = 0;
	uint8_t *room;

	while (NEXT_NAMED(build, APP2, ICC_NAME, &at, &piece)) {
		if (piece.len < 2 || piece.data[0] == 0 ||
		    piece.data[0] > piece.data[1] ||
		    (seen > 0 && piece.data[1] != count) ||
		    pieces[piece.data[0]].data != NULL) {
			build->container->faults |= CONTAINER_LIES;
			return STATUS_OK;
		}
		count = piece.data[1];
		pieces[piece.data[0]] = slice_of(piece.data + 2, piece.len - 2);
		bytes += piece.len - 2;
		seen++;
	}
	if (seen != count)
		build->container->faults |= CONTAINER_LIES;
	if (seen == 0 || seen != count)
		return STATUS_OK;
	if ((room = arena_alloc(build->arena, bytes)) == NULL)
		return STATUS_NO_MEMORY;
	for (size_t i = 1; i <= count; i++)
		append(&whole, room, pieces[i]);
	container_add_once(build->container, CONTAINER_ICC, whole);
	return STATUS_OK;
}

/*
 * XMP specification, part 3, 1.1.3.1: pieces in any order, each with the GUID
 * of the packet they belong to, the whole length and their offset.  The first
 * GUID counts.  Every byte must come once: as many as there are in all, and
 * `next` sees that none overlaps when they come in order, as writers make them.
 */
static enum status
add_extension(const struct build *build)
{
	struct slice piece, guid = { 0 };
	size_t at = 0, whole = 0, next = 0;
	uint8_t *room = NULL;

	while (NEXT_NAMED(build, JPEG_APP1, EXTENSION_NAME, &at, &piece)) {
		struct slice data = bytes_after(piece, EXTENSION_HEAD_BYTES);

		if (piece.len < EXTENSION_HEAD_BYTES)
			goto lies;
		if (room == NULL) {
			guid = bytes_head(piece, CONTAINER_GUID_BYTES);
			whole = bytes_big(piece.data + 32, 4);
			if (whole == 0 || whole > build->file.len)
				goto lies;
			room = arena_alloc(build->arena, whole);
			if (room == NULL)
				return STATUS_NO_MEMORY;
		}
		if (memcmp(guid.data, piece.data, guid.len) != 0) {
			build->container->faults |= CONTAINER_REPEATED;
			continue;
		}
		if (bytes_big(piece.data + 32, 4) != whole ||
		    bytes_big(piece.data + 36, 4) != next ||
		    data.len > whole - next)
			goto lies;
		if (data.len > 0)
			memcpy(room + next, data.data, data.len);
		next += data.len;
	}
	if (next != whole)
		goto lies;
	if (room == NULL || build->container->part_count == CONTAINER_PARTS_MAX)
		return STATUS_OK;
	container_add(
	    build->container, CONTAINER_XMP_EXTENDED, slice_of(room, whole));
	build->container->part[build->container->part_count - 1].guid = guid;
	return STATUS_OK;
lies:
	build->container->faults |= CONTAINER_LIES;
	return STATUS_OK;
}

/* Length of a box's head, 8 or 16; 0 when it is not there in full. */
static size_t
box_head_bytes(struct slice box)
{
	if (box.len < BOX_HEAD_BYTES)
		return 0;
	if (bytes_big(box.data, 4) != 1)
		return BOX_HEAD_BYTES;
	return box.len < BOX_LONG_HEAD_BYTES ? 0 : BOX_LONG_HEAD_BYTES;
}

/* What box the C2PA store is in: a superbox described as "c2pa". */
static bool
is_c2pa(struct slice box)
{
	/* The description: its head, then a UUID that starts with its label. */
	size_t head = box_head_bytes(box);

	return head > 0 && bytes_begin(bytes_after(box, 4), "jumb", 4) &&
	       bytes_begin(bytes_after(box, head + BOX_HEAD_BYTES), "c2pa", 4);
}

/*
 * ISO 19566-5, D.2: "JP", the box's instance, a sequence from 1, then the box
 * in pieces, its head repeated in each.  The instance whose first piece is a
 * C2PA store counts.
 */
static enum status
add_c2pa(const struct build *build)
{
	struct slice piece, whole = { 0 };
	size_t at = 0, bytes = 0, sequence = 0, head = 0;
	uint32_t instance = 0;
	uint8_t *room = NULL;

	for (int pass = 0; pass < 2; pass++) {
		at = sequence = 0;
		while (next_named(build, APP11, "JP", 2, &at, &piece)) {
			struct slice box = bytes_after(piece, 6);

			if (piece.len < 6 ||
			    (sequence == 0
				 ? !is_c2pa(box)
				 : bytes_big(piece.data, 2) != instance))
				continue;
			instance = bytes_big(piece.data, 2);
			if (sequence == 0)
				head = box_head_bytes(box);
			if (bytes_big(piece.data + 2, 4) != ++sequence ||
			    box.len < head) {
				build->container->faults |= CONTAINER_LIES;
				return STATUS_OK;
			}
			if (sequence > 1)
				box = bytes_after(box, head);
			if (pass == 0)
				bytes += box.len;
			else
				append(&whole, room, box);
		}
		if (sequence == 0)
			return STATUS_OK;
		if (pass == 0 &&
		    (room = arena_alloc(build->arena, bytes)) == NULL)
			return STATUS_NO_MEMORY;
	}
	container_add_once(build->container, CONTAINER_C2PA, whole);
	return STATUS_OK;
}

enum status
container_walk_jpeg(
    struct slice file, struct arena *arena, struct container *container)
{
	struct build build = { file, arena, container };
	enum status s;

	add_single(&build);
	if ((s = add_photoshop(&build)) != STATUS_OK)
		return s;
	if ((s = add_icc(&build)) != STATUS_OK)
		return s;
	if ((s = add_extension(&build)) != STATUS_OK)
		return s;
	return add_c2pa(&build);
}
