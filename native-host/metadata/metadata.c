#include "metadata/metadata.h"

#include "metadata/bytes.h"
#include "metadata/iptc.h"
#include "metadata/text.h"

#define TEXTS_MAX_BYTES ((size_t)1 << 20) /* of all, unpacked */

struct read {
	enum image_format format;
	struct arena *arena;
	size_t used_before; /* of the arena */
	struct metadata *metadata;
};

static void
look(
    const struct read *read, enum declared_place place, const char *where,
    struct slice value)
{
	if (value.len > 0)
		declared_look(
		    &(struct declared_text){
			.place = place, .where = where, .value = value },
		    &read->metadata->declared);
}

static enum status
read_exif(const struct read *read, struct slice data)
{
	struct exif *exif = &read->metadata->exif;
	enum status s = exif_read(data, read->arena, exif);

	if (s == STATUS_NO_MEMORY)
		return s;
	if (s != STATUS_OK || exif->is_damaged)
		read->metadata->faults |= METADATA_EXIF;
	look(read, DECLARED_MAKE, "Exif Make", exif->make);
	look(read, DECLARED_PROGRAM, "Exif Software", exif->software);
	look(
	    read, DECLARED_DESCRIPTION, "Exif ImageDescription",
	    exif->description);
	look(read, DECLARED_COMMENT, "Exif UserComment", exif->comment);
	/* Some write the label where a comment goes. */
	look(read, DECLARED_LABEL, "Exif UserComment", exif->comment);
	declared_look_grok(
	    exif->description, exif->artist, &read->metadata->declared);
	return STATUS_OK;
}

static enum status
read_xmp(const struct read *read, const struct container_part *part)
{
	struct xmp *xmp = &read->metadata->xmp;

	if (part->kind == CONTAINER_XMP_EXTENDED &&
	    !slice_is_equal(part->guid, xmp->value[XMP_EXTENDED_GUID])) {
		read->metadata->faults |= METADATA_EXTENSION;
		return STATUS_OK;
	}
	return xmp_read(part->data, read->arena, xmp);
}

/* Once the packet and its extension are read. */
static void
look_at_xmp(const struct read *read)
{
	static const struct {
		enum xmp_name name;
		enum declared_place place;
	} LOOKS[] = {
		{ XMP_SOURCE_TYPE, DECLARED_SOURCE_TYPE },
		{ XMP_AI_SYSTEM, DECLARED_PROGRAM },
		{ XMP_CREATOR_TOOL, DECLARED_PROGRAM },
		{ XMP_SOFTWARE, DECLARED_PROGRAM },
		{ XMP_DESCRIPTION, DECLARED_DESCRIPTION },
		{ XMP_CREDIT, DECLARED_CREDIT },
		{ XMP_AIGC, DECLARED_LABEL },
		{ XMP_COMMENT, DECLARED_COMMENT },
		{ XMP_MAKE, DECLARED_MAKE },
		{ XMP_AGENT, DECLARED_HISTORY },
	};

	for (size_t i = 0; i < sizeof(LOOKS) / sizeof(LOOKS[0]); i++)
		look(
		    read, LOOKS[i].place, xmp_property(LOOKS[i].name),
		    read->metadata->xmp.value[LOOKS[i].name]);
}

static enum status
read_text(const struct read *read, const struct container_part *part)
{
	struct text text;
	enum status s;

	if (read->arena->used_bytes - read->used_before > TEXTS_MAX_BYTES) {
		read->metadata->faults |= METADATA_TEXT_CUT;
		return STATUS_OK;
	}
	s = text_read(part, read->arena, &text);
	if (s == STATUS_NO_MEMORY)
		return s;
	if (s != STATUS_OK) {
		read->metadata->faults |= METADATA_TEXT;
		return STATUS_OK;
	}
	if (text.is_cut)
		read->metadata->faults |= METADATA_TEXT_CUT;
	declared_look(
	    &(struct declared_text){ .place = DECLARED_PNG_TEXT,
				     .where = "PNG text",
				     .name = text.keyword,
				     .value = text.value },
	    &read->metadata->declared);
	return STATUS_OK;
}

static enum status
read_profile(const struct read *read, const struct container_part *part)
{
	struct slice profile = part->data;
	struct text text;
	enum status s;

	if (read->format == IMAGE_PNG) {
		s = text_unpack_profile(part, read->arena, &text);
		if (s == STATUS_NO_MEMORY)
			return s;
		if (s != STATUS_OK)
			read->metadata->faults |= METADATA_PROFILE;
		profile = text.value;
	}
	(void)icc_name(profile, read->metadata->profile);
	return STATUS_OK;
}

/* Captions, and with them Facebook's table. */
static struct slice
read_photoshop(const struct read *read, struct slice photoshop)
{
	struct slice stream = iptc_stream(photoshop);

	look(
	    read, DECLARED_PROGRAM, "IPTC program",
	    iptc_find(stream, IPTC_APPLICATION, IPTC_PROGRAM));
	look(
	    read, DECLARED_CREDIT, "IPTC credit",
	    iptc_find(stream, IPTC_APPLICATION, IPTC_CREDIT));
	look(
	    read, DECLARED_DESCRIPTION, "IPTC caption",
	    iptc_find(stream, IPTC_APPLICATION, IPTC_CAPTION));
	return iptc_find(stream, IPTC_APPLICATION, IPTC_INSTRUCTIONS);
}

static enum status
read_part(
    const struct read *read, const struct container_part *part,
    struct slice *instructions)
{
	switch (part->kind) {
	case CONTAINER_EXIF:
		return read_exif(read, part->data);
	case CONTAINER_XMP:
	case CONTAINER_XMP_EXTENDED:
		return read_xmp(read, part);
	case CONTAINER_ICC:
		return read_profile(read, part);
	case CONTAINER_PHOTOSHOP:
		*instructions = read_photoshop(read, part->data);
		return STATUS_OK;
	case CONTAINER_TEXT:
	case CONTAINER_TEXT_PACKED:
	case CONTAINER_TEXT_UTF8:
		return read_text(read, part);
	case CONTAINER_COMMENT:
		look(read, DECLARED_COMMENT, "JPEG comment", part->data);
		return STATUS_OK;
	case CONTAINER_C2PA:
	case CONTAINER_KIND_COUNT:
		break;
	}
	return STATUS_OK;
}

enum status
metadata_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct metadata *metadata)
{
	struct read read = { format, arena, 0, metadata };
	struct container *container = &metadata->container;
	struct slice instructions = { 0 };
	enum status s;

	*metadata = (struct metadata){ 0 };
	s = container_read(file, format, arena, container);
	read.used_before = arena->used_bytes;
	for (size_t i = 0; s == STATUS_OK && i < container->part_count; i++)
		s = read_part(&read, &container->part[i], &instructions);
	if (s != STATUS_OK)
		return s;
	look_at_xmp(&read);
	metadata->is_jpeg =
	    format == IMAGE_JPEG && jpeg_layout_read(file, &metadata->layout);
	if (!metadata->is_jpeg)
		return STATUS_OK;
	quantisation_read(&metadata->layout, &metadata->quantisation);
	fbmd_check(instructions, &metadata->layout, file.len, &metadata->fbmd);
	if (metadata->layout.is_whole && metadata->layout.end_at < file.len)
		container->faults |= CONTAINER_TRAILING;
	return STATUS_OK;
}
