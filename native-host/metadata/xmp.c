#include "metadata/xmp.h"

#include <expat.h>

#include "metadata/bytes.h"

#define SEPARATOR '\n' /* between a name and its space; in no valid name */
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#\n"
#define IPTC_EXTENSION "http://iptc.org/std/Iptc4xmpExt/2008-02-29/\n"

/* Spaces as in the XMP specification, part 2, and by their own makers. */
static const struct {
	const char *full, *shown;
} NAMES[XMP_NAME_COUNT] = {
	[XMP_SOURCE_TYPE] = { IPTC_EXTENSION "DigitalSourceType",
			      "Iptc4xmpExt:DigitalSourceType" },
	[XMP_AI_SYSTEM] = { IPTC_EXTENSION "AISystemUsed",
			    "Iptc4xmpExt:AISystemUsed" },
	[XMP_CREATOR_TOOL] = { "http://ns.adobe.com/xap/1.0/\nCreatorTool",
			       "xmp:CreatorTool" },
	[XMP_DESCRIPTION] = { "http://purl.org/dc/elements/1.1/\ndescription",
			      "dc:description" },
	[XMP_CREATOR] = { "http://purl.org/dc/elements/1.1/\ncreator",
			  "dc:creator" },
	[XMP_CREDIT] = { "http://ns.adobe.com/photoshop/1.0/\nCredit",
			 "photoshop:Credit" },
	[XMP_AIGC] = { "http://www.tc260.org.cn/ns/AIGC/1.0/\nAIGC",
		       "TC260:AIGC" },
	[XMP_COMMENT] = { "http://ns.adobe.com/exif/1.0/\nUserComment",
			  "exif:UserComment" },
	[XMP_MAKE] = { "http://ns.adobe.com/tiff/1.0/\nMake", "tiff:Make" },
	[XMP_MODEL] = { "http://ns.adobe.com/tiff/1.0/\nModel", "tiff:Model" },
	[XMP_SOFTWARE] = { "http://ns.adobe.com/tiff/1.0/\nSoftware",
			   "tiff:Software" },
	[XMP_AGENT] = { "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\n"
			"softwareAgent",
			"stEvt:softwareAgent" },
	[XMP_PROVENANCE] = { "http://purl.org/dc/terms/\nprovenance",
			     "dcterms:provenance" },
	[XMP_EXTENDED_GUID] = { "http://ns.adobe.com/xmp/note/\n"
				"HasExtendedXMP",
				"xmpNote:HasExtendedXMP" },
};

struct reading {
	XML_Parser parser;
	struct arena *arena;
	struct xmp *xmp;
	size_t depth;
	size_t wanted_depth; /* of the property being read; 0 outside one */
	enum xmp_name wanted;
	uint8_t *room; /* XMP_VALUE_MAX_BYTES, for the property being read */
	size_t len;
	bool is_full; /* the arena is */
};

static void
stop(struct reading *reading, unsigned int fault)
{
	reading->xmp->faults |= fault;
	(void)XML_StopParser(reading->parser, XML_FALSE);
}

static enum xmp_name
name_of(const char *full)
{
	enum xmp_name name = 0;

	while (name < XMP_NAME_COUNT && strcmp(full, NAMES[name].full) != 0)
		name++;
	return name;
}

static bool
make_room(struct reading *reading)
{
	reading->len = 0;
	if (reading->room == NULL)
		reading->room =
		    arena_alloc(reading->arena, XMP_VALUE_MAX_BYTES);
	if (reading->room != NULL)
		return true;
	reading->is_full = true;
	(void)XML_StopParser(reading->parser, XML_FALSE);
	return false;
}

static void
add_text(struct reading *reading, const char *text, size_t len)
{
	size_t left = XMP_VALUE_MAX_BYTES - reading->len;

	if (len > left) {
		reading->xmp->faults |= XMP_VALUE_CUT;
		len = left;
	}
	memcpy(reading->room + reading->len, text, len);
	reading->len += len;
}

static bool
is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Keep what was collected, unless it is blank or was said before. */
static void
keep(struct reading *reading, enum xmp_name name)
{
	struct slice value = slice_of(reading->room, reading->len);

	while (value.len > 0 && is_blank(value.data[value.len - 1]))
		value.len--;
	while (value.len > 0 && is_blank(value.data[0]))
		value = bytes_after(value, 1);
	if (value.len == 0 || reading->xmp->value[name].len > 0)
		return;
	reading->xmp->value[name] = value;
	reading->room = NULL; /* it is kept: the next takes another */
}

/* Properties are attributes too; of an element, where it points to. */
static void
read_attributes(struct reading *reading, const char **attributes)
{
	for (; attributes[0] != NULL; attributes += 2) {
		enum xmp_name name = name_of(attributes[0]);

		if (reading->wanted_depth != 0 &&
		    strcmp(attributes[0], RDF "resource") == 0) {
			add_text(reading, attributes[1], strlen(attributes[1]));
		} else if (
		    name != XMP_NAME_COUNT && reading->wanted_depth == 0 &&
		    make_room(reading)) {
			add_text(reading, attributes[1], strlen(attributes[1]));
			keep(reading, name);
		}
	}
}

static void XMLCALL
on_start(void *user, const char *full, const char **attributes)
{
	struct reading *reading = user;
	enum xmp_name name = name_of(full);

	if (++reading->depth > XMP_DEPTH_MAX) {
		stop(reading, XMP_TOO_DEEP);
		return;
	}
	if (name != XMP_NAME_COUNT && reading->wanted_depth == 0) {
		if (!make_room(reading))
			return;
		reading->wanted = name;
		reading->wanted_depth = reading->depth;
	}
	read_attributes(reading, attributes);
}

static void XMLCALL
on_end(void *user, const char *full)
{
	struct reading *reading = user;

	(void)full;
	if (reading->depth == reading->wanted_depth) {
		keep(reading, reading->wanted);
		reading->wanted_depth = 0;
	}
	reading->depth--;
}

static void XMLCALL
on_text(void *user, const char *text, int len)
{
	struct reading *reading = user;

	if (reading->wanted_depth != 0 && reading->room != NULL)
		add_text(reading, text, (size_t)len);
}

static void XMLCALL
on_doctype(
    void *user, const char *name, const char *system, const char *public,
    int has_internal_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_internal_subset;
	stop(user, XMP_DOCTYPE);
}

enum status
xmp_read(struct slice packet, struct arena *arena, struct xmp *xmp)
{
	struct reading reading = { .arena = arena, .xmp = xmp };
	enum XML_Status parsed;

	if (packet.len > XMP_PACKET_MAX_BYTES) {
		xmp->faults |= XMP_TOO_LARGE;
		return STATUS_OK;
	}
	reading.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (reading.parser == NULL)
		return STATUS_NO_MEMORY;
	/*
	 * Or expat would ask the kernel for random bytes, which the worker's
	 * wall answers with death; where the stack lies is random enough.
	 */
	(void)XML_SetHashSalt(
	    reading.parser, (unsigned long)(uintptr_t)&reading | 1);
	XML_SetUserData(reading.parser, &reading);
	XML_SetElementHandler(reading.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reading.parser, on_text);
	XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
	parsed = XML_Parse(
	    reading.parser, (const char *)packet.data, (int)packet.len, 1);
	/* A stop of ours is an error too, with a fault of its own. */
	if (parsed == XML_STATUS_ERROR &&
	    XML_GetErrorCode(reading.parser) != XML_ERROR_ABORTED)
		xmp->faults |= XMP_DAMAGED;
	XML_ParserFree(reading.parser);
	return reading.is_full ? STATUS_NO_MEMORY : STATUS_OK;
}

const char *
xmp_property(enum xmp_name name)
{
	return (unsigned int)name < XMP_NAME_COUNT ? NAMES[name].shown : "";
}
