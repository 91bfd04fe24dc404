/* xmp in every way a property is written, and XML made to harm. */

#include "builder.h"

#include "metadata/xmp.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define OPEN                                                                   \
	"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"                                 \
	"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"    \
	"<rdf:Description rdf:about=''"                                        \
	" xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'"               \
	" xmlns:dc='http://purl.org/dc/elements/1.1/'"                         \
	" xmlns:xmp='http://ns.adobe.com/xap/1.0/'"                            \
	" xmlns:t='http://www.tc260.org.cn/ns/AIGC/1.0/'"
#define CLOSE "</rdf:Description></rdf:RDF></x:xmpmeta>"
#define TYPE "http://cv.iptc.org/newscodes/digitalsourcetype/trained"

static struct arena arena;

static struct xmp
parse(const char *bytes, size_t len)
{
	struct guarded g = guarded_copy(bytes, len);
	struct xmp xmp = { 0 };

	arena_reset(&arena);
	assert_int_equal(
	    xmp_read(slice_of(g.data, g.len), &arena, &xmp), STATUS_OK);
	guarded_free(&g);
	return xmp;
}

static void
reads_properties_in_every_form(void **state)
{
	static const struct {
		const char *packet;
		enum xmp_name name;
		const char *want;
	} CASES[] = {
		{ OPEN " e:DigitalSourceType='" TYPE "'>" CLOSE,
		  XMP_SOURCE_TYPE, TYPE },
		{ OPEN "><e:DigitalSourceType>" TYPE
		       "</e:DigitalSourceType>" CLOSE,
		  XMP_SOURCE_TYPE, TYPE },
		{ OPEN "><e:DigitalSourceType rdf:resource='" TYPE "'/>" CLOSE,
		  XMP_SOURCE_TYPE, TYPE },
		{ OPEN "><dc:description><rdf:Alt>\n"
		       "<rdf:li xml:lang='x-default'> a &amp; b </rdf:li>"
		       "</rdf:Alt></dc:description>" CLOSE,
		  XMP_DESCRIPTION, "a & b" },
		{ OPEN " xmp:CreatorTool='one'><xmp:CreatorTool>two"
		       "</xmp:CreatorTool>" CLOSE,
		  XMP_CREATOR_TOOL, "one" },
		{ OPEN "><t:AIGC>{\"Label\":\"1\"}</t:AIGC>" CLOSE, XMP_AIGC,
		  "{\"Label\":\"1\"}" },
		{ OPEN "><dc:creator>  </dc:creator><dc:creator>x"
		       "</dc:creator>" CLOSE,
		  XMP_CREATOR, "x" },
		{ "\xef\xbb\xbf<?xpacket begin=''?>" OPEN
		  " xmp:CreatorTool='\xc3\xa9'>" CLOSE "  <?xpacket end='w'?>",
		  XMP_CREATOR_TOOL, "\xc3\xa9" },
		/* The same name in another space is another property. */
		{ OPEN " xmlns:z='urn:z' z:CreatorTool='no'>" CLOSE,
		  XMP_CREATOR_TOOL, "" },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct xmp xmp =
		    parse(CASES[n].packet, strlen(CASES[n].packet));
		struct slice value = xmp.value[CASES[n].name];

		if (xmp.faults != 0 || !slice_is_text(value, CASES[n].want))
			fail_msg(
			    "case %zu: faults %x, %.*s", n, xmp.faults,
			    (int)value.len, (const char *)value.data);
		/* And nothing else. */
		for (size_t i = 0; i < XMP_NAME_COUNT; i++)
			assert_true(
			    i == CASES[n].name || xmp.value[i].len == 0);
	}
	assert_string_equal(
	    xmp_property(XMP_SOURCE_TYPE), "Iptc4xmpExt:DigitalSourceType");
}

static void
says_why_it_stopped(void **state)
{
	static const struct {
		const char *packet;
		unsigned int faults;
	} CASES[] = {
		{ "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x>&b;"
		  "</x>",
		  XMP_DOCTYPE },
		{ "<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'><x/>",
		  XMP_DOCTYPE },
		{ "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
		  "<x>&a;</x>",
		  XMP_DOCTYPE },
		{ "", XMP_DAMAGED },
		{ "no xml", XMP_DAMAGED },
		{ OPEN ">", XMP_DAMAGED },
		{ "<x>&undeclared;</x>", XMP_DAMAGED },
		{ "<x>\xff</x>", XMP_DAMAGED },
		{ "<?xml version='1.0' encoding='made-up'?><x/>", XMP_DAMAGED },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct xmp xmp =
		    parse(CASES[n].packet, strlen(CASES[n].packet));

		if (xmp.faults != CASES[n].faults)
			fail_msg("case %zu: faults %x", n, xmp.faults);
	}
}

/* What was read before the damage counts. */
static void
keeps_what_came_before(void **state)
{
	static const char CUT[] = OPEN " xmp:CreatorTool='tool'><e:Digit";
	struct xmp xmp = parse(CUT, sizeof(CUT) - 1);

	(void)state;
	assert_int_equal(xmp.faults, XMP_DAMAGED);
	assert_true(slice_is_text(xmp.value[XMP_CREATOR_TOOL], "tool"));
}

static void
is_bounded(void **state)
{
	static char big[XMP_PACKET_MAX_BYTES + 2];
	size_t len = 0, head = sizeof(OPEN) - 1;
	struct xmp xmp;

	(void)state;
	memset(big, ' ', sizeof(big));
	assert_int_equal(parse(big, sizeof(big) - 1).faults, XMP_TOO_LARGE);

	for (int i = 0; i < 100000; i++, len += 3)
		memcpy(big + len, "<a>", 3);
	assert_int_equal(parse(big, len).faults, XMP_TOO_DEEP);

	memcpy(big, OPEN, head);
	memset(big + head, ' ', XMP_VALUE_MAX_BYTES * 4);
	memcpy(big + head, " xmp:CreatorTool='", 18);
	memset(big + head + 18, 'x', XMP_VALUE_MAX_BYTES * 2);
	len = head + 18 + XMP_VALUE_MAX_BYTES * 2;
	memcpy(big + len, "'>" CLOSE, sizeof("'>" CLOSE) - 1);
	xmp = parse(big, len + sizeof("'>" CLOSE) - 1);
	assert_int_equal(xmp.faults, XMP_VALUE_CUT);
	assert_int_equal(xmp.value[XMP_CREATOR_TOOL].len, XMP_VALUE_MAX_BYTES);
}

static void
adds_an_extension(void **state)
{
	static const char FIRST[] = OPEN " xmp:CreatorTool='a'>" CLOSE;
	static const char MORE[] =
	    OPEN " xmp:CreatorTool='b' e:DigitalSourceType='c'>" CLOSE;
	struct xmp xmp = parse(FIRST, sizeof(FIRST) - 1);

	(void)state;
	assert_int_equal(
	    xmp_read(slice_of(MORE, sizeof(MORE) - 1), &arena, &xmp),
	    STATUS_OK);
	assert_true(slice_is_text(xmp.value[XMP_CREATOR_TOOL], "a"));
	assert_true(slice_is_text(xmp.value[XMP_SOURCE_TYPE], "c"));
}

static void
survives_cuts_and_damage(void **state)
{
	char packet[] = OPEN " e:DigitalSourceType='" TYPE "'>"
			     "<dc:creator><rdf:Seq><rdf:li>me</rdf:li>"
			     "</rdf:Seq></dc:creator>" CLOSE;

	(void)state;
	for (size_t len = 0; len < sizeof(packet) - 1; len++)
		assert_int_equal(parse(packet, len).faults, XMP_DAMAGED);
	for (size_t at = 0; at < sizeof(packet) - 1; at++) {
		packet[at] ^= 0x15;
		(void)parse(packet, sizeof(packet) - 1);
		packet[at] ^= 0x15;
	}
}

static void
says_when_the_arena_is_full(void **state)
{
	static const char PACKET[] = OPEN " xmp:CreatorTool='a'>" CLOSE;
	struct arena small = arena;
	struct xmp xmp = { 0 };

	(void)state;
	small.used_bytes = 0;
	small.size_bytes = 64;
	assert_int_equal(
	    xmp_read(slice_of(PACKET, sizeof(PACKET) - 1), &small, &xmp),
	    STATUS_NO_MEMORY);
}

static int
open_arena(void **state)
{
	(void)state;
	return arena_open(&arena, ARENA_BYTES) == STATUS_OK ? 0 : -1;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_properties_in_every_form),
		cmocka_unit_test(says_why_it_stopped),
		cmocka_unit_test(keeps_what_came_before),
		cmocka_unit_test(is_bounded),
		cmocka_unit_test(adds_an_extension),
		cmocka_unit_test(survives_cuts_and_damage),
		cmocka_unit_test(says_when_the_arena_is_full),
	};

	return cmocka_run_group_tests_name(
	    "xmp", tests, open_arena, close_arena);
}
