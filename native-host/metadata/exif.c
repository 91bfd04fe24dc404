#include "metadata/exif.h"

#include "metadata/bytes.h"
#include "metadata/utf16.h"

#define HEADER_BYTES ((size_t)8)
#define ENTRY_BYTES ((size_t)12)
#define ENTRIES_MAX ((size_t)1000) /* cameras write some 60 */
#define COMMENT_CODE_BYTES ((size_t)8)

/* Exif 2.32, 4.6; the types are TIFF 6.0's. */
enum type { BYTE = 1, ASCII = 2, SHORT = 3, LONG = 4, UNDEFINED = 7 };

enum tag {
	TAG_DESCRIPTION = 0x010E,
	TAG_MAKE = 0x010F,
	TAG_MODEL = 0x0110,
	TAG_ORIENTATION = 0x0112,
	TAG_SOFTWARE = 0x0131,
	TAG_ARTIST = 0x013B,
	TAG_THUMBNAIL = 0x0201,
	TAG_COPYRIGHT = 0x8298,
	TAG_EXPOSURE = 0x829A,
	TAG_APERTURE = 0x829D,
	TAG_EXIF = 0x8769,
	TAG_GPS = 0x8825,
	TAG_ISO = 0x8827,
	TAG_TAKEN_AT = 0x9003,
	TAG_MAKER_NOTE = 0x927C,
	TAG_COMMENT = 0x9286,
	TAG_WIDTH = 0xA002,
	TAG_HEIGHT = 0xA003,
	TAG_LENS = 0xA434,
};

struct reader {
	struct slice tiff;
	bool is_little;
	struct exif *exif;
	struct slice comment; /* as stored */
	size_t exif_at;	      /* 0 when there is no such directory */
};

struct entry {
	uint32_t tag, type, number; /* the number only of BYTE, SHORT, LONG */
	struct slice value;
};

static uint32_t
number_at(const struct reader *reader, size_t at, size_t count)
{
	const uint8_t *p = reader->tiff.data + at;

	return reader->is_little ? bytes_little(p, count) : bytes_big(p, count);
}

static size_t
type_bytes(uint32_t type)
{
	static const uint8_t BYTES[] = {
		0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8
	};

	return type < sizeof(BYTES) ? BYTES[type] : 0;
}

/* The entry at `at`, its value looked up; false when that leads outside. */
static bool
read_entry(const struct reader *reader, size_t at, struct entry *entry)
{
	size_t count = number_at(reader, at + 4, 4), bytes, value_at = at + 8;

	entry->tag = number_at(reader, at, 2);
	entry->type = number_at(reader, at + 2, 2);
	entry->number = 0;
	if (!size_mul(count, type_bytes(entry->type), &bytes))
		return false;
	if (bytes > 4)
		value_at = number_at(reader, at + 8, 4);
	if (value_at > reader->tiff.len || bytes > reader->tiff.len - value_at)
		return false;
	entry->value = slice_of(reader->tiff.data + value_at, bytes);
	if (count == 1 && bytes > 0 && bytes <= 4)
		entry->number = number_at(reader, value_at, bytes);
	return true;
}

/* Up to its NUL, without blanks at the end. */
static struct slice
text_of(const struct entry *entry)
{
	struct slice s = entry->value;
	const uint8_t *end = s.len == 0 ? NULL : memchr(s.data, 0, s.len);

	if (entry->type != ASCII && entry->type != UNDEFINED &&
	    entry->type != BYTE)
		return slice_of(NULL, 0);
	if (end != NULL)
		s.len = (size_t)(end - s.data);
	while (s.len > 0 && s.data[s.len - 1] == ' ')
		s.len--;
	return s;
}

static void
take_main(struct reader *reader, const struct entry *entry)
{
	struct exif *exif = reader->exif;

	if (entry->tag == TAG_DESCRIPTION)
		exif->description = text_of(entry);
	else if (entry->tag == TAG_MAKE)
		exif->make = text_of(entry);
	else if (entry->tag == TAG_MODEL)
		exif->model = text_of(entry);
	else if (entry->tag == TAG_ORIENTATION)
		exif->orientation = entry->number;
	else if (entry->tag == TAG_SOFTWARE)
		exif->software = text_of(entry);
	else if (entry->tag == TAG_ARTIST)
		exif->artist = text_of(entry);
	else if (entry->tag == TAG_COPYRIGHT)
		exif->copyright = text_of(entry);
	else if (entry->tag == TAG_EXIF)
		reader->exif_at = entry->number;
	else if (entry->tag == TAG_GPS)
		exif->has_gps = true;
}

static void
take_exif(struct reader *reader, const struct entry *entry)
{
	struct exif *exif = reader->exif;

	if (entry->tag == TAG_EXPOSURE || entry->tag == TAG_APERTURE)
		exif->has_exposure = true;
	else if (entry->tag == TAG_ISO)
		exif->iso = entry->number;
	else if (entry->tag == TAG_TAKEN_AT)
		exif->taken_at = text_of(entry);
	else if (entry->tag == TAG_MAKER_NOTE)
		exif->has_maker_note = entry->value.len > 0;
	else if (entry->tag == TAG_COMMENT)
		reader->comment = entry->value;
	else if (entry->tag == TAG_WIDTH)
		exif->width_px = entry->number;
	else if (entry->tag == TAG_HEIGHT)
		exif->height_px = entry->number;
	else if (entry->tag == TAG_LENS)
		exif->lens = text_of(entry);
}

static void
take_thumbnail(struct reader *reader, const struct entry *entry)
{
	if (entry->tag == TAG_THUMBNAIL)
		reader->exif->has_thumbnail = true;
}

/* One directory; where the next one is, 0 when there is none. */
static size_t
read_directory(
    struct reader *reader, size_t at,
    void (*take)(struct reader *reader, const struct entry *entry))
{
	size_t len = reader->tiff.len, count;

	if (at < HEADER_BYTES || at > len || len - at < 2)
		goto damaged;
	count = number_at(reader, at, 2);
	at += 2;
	if (count > ENTRIES_MAX || count * ENTRY_BYTES > len - at)
		goto damaged;
	for (; count > 0; count--, at += ENTRY_BYTES) {
		struct entry entry;

		if (read_entry(reader, at, &entry))
			take(reader, &entry);
		else
			reader->exif->is_damaged = true;
	}
	return len - at < 4 ? 0 : number_at(reader, at, 4);
damaged:
	reader->exif->is_damaged = true;
	return 0;
}

/*
 * Exif 2.32, table 9: eight bytes say which letters follow.  "UNICODE" does
 * not say in which order of bytes, and programs differ: look which fits.
 */
static enum status
read_comment(const struct reader *reader, struct arena *arena)
{
	struct slice text = bytes_after(reader->comment, COMMENT_CODE_BYTES);
	struct exif *exif = reader->exif;

	if (text.len > EXIF_COMMENT_MAX_BYTES) {
		text.len = EXIF_COMMENT_MAX_BYTES;
		exif->is_damaged = true;
	}
	if (text.len == 0)
		return STATUS_OK;
	if (bytes_begin(reader->comment, "UNICODE\0", COMMENT_CODE_BYTES))
		return utf16_read(
		    text, reader->is_little, arena, &exif->comment);
	exif->comment =
	    text_of(&(struct entry){ .type = UNDEFINED, .value = text });
	return STATUS_OK;
}

enum status
exif_read(struct slice tiff, struct arena *arena, struct exif *exif)
{
	struct reader reader = { .tiff = tiff, .exif = exif };
	size_t next;

	*exif = (struct exif){ 0 };
	if (tiff.len < HEADER_BYTES)
		return STATUS_UNREADABLE;
	if (memcmp(tiff.data, "II*\0", 4) == 0)
		reader.is_little = true;
	else if (memcmp(tiff.data, "MM\0*", 4) != 0)
		return STATUS_UNREADABLE;
	next = read_directory(&reader, number_at(&reader, 4, 4), take_main);
	if (reader.exif_at != 0)
		(void)read_directory(&reader, reader.exif_at, take_exif);
	if (next != 0)
		(void)read_directory(&reader, next, take_thumbnail);
	return read_comment(&reader, arena);
}
