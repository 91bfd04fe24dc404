/* cbor_tree: what is CBOR, what is refused, and how members are found. */

#include "unit.h"

#include "guarded.h"
#include "metadata/cbor_tree.h"

#define ARENA_BYTES ((size_t)4 << 20)

static struct arena arena;

static enum status
read_copy(const void *bytes, size_t len, const struct cbor_node **root)
{
	struct guarded g = guarded_copy(bytes, len);
	enum status s;

	arena_reset(&arena);
	s = cbor_tree_read(slice_of(g.data, g.len), &arena, root);
	guarded_free(&g);
	return s;
}

#define CASE(name, text, status)                                               \
	{                                                                      \
		name, text, sizeof(text) - 1, status                           \
	}

static void
test_bytes(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		enum status status;
	} cases[] = {
		CASE("a number", "\x18\x64", STATUS_OK),
		CASE("below zero", "\x38\x24", STATUS_OK),
		CASE("an empty list", "\x80", STATUS_OK),
		CASE("an empty map", "\xa0", STATUS_OK),
		CASE("a list without a count", "\x9f\x01\xff", STATUS_OK),
		CASE("a map without a count", "\xbf\x01\x02\xff", STATUS_OK),
		CASE("COSE's tag", "\xd2\x80", STATUS_OK),
		CASE("a tag of two bytes", "\xd8\x20\x61x", STATUS_OK),
		CASE(
		    "a float", "\xfb\x40\x09\x21\xfb\x54\x44\x2d\x18",
		    STATUS_OK),
		CASE("null and false", "\x82\xf6\xf4", STATUS_OK),
		CASE(
		    "letters of four bytes", "\x64\xf0\x9f\x99\x82", STATUS_OK),

		CASE("nothing", "", STATUS_UNREADABLE),
		CASE("bytes after the end", "\x01\x01", STATUS_UNREADABLE),
		CASE("a number cut short", "\x19\x01", STATUS_UNREADABLE),
		CASE(
		    "a text cut short",
		    "\x65"
		    "four",
		    STATUS_UNREADABLE),
		CASE("a list cut short", "\x82\x01", STATUS_UNREADABLE),
		CASE("a tag of nothing", "\xd2", STATUS_UNREADABLE),
		CASE(
		    "2^32 members", "\xbb\x00\x00\x00\x00\xff\xff\xff\xff",
		    STATUS_UNREADABLE),
		CASE(
		    "2^64 - 1 bytes", "\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
		    STATUS_UNREADABLE),
		CASE(
		    "2^64 - 1 items", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
		    STATUS_UNREADABLE),
		CASE("a text in pieces", "\x7f\x61x\xff", STATUS_UNREADABLE),
		CASE("bytes in pieces", "\x5f\x41x\xff", STATUS_UNREADABLE),
		CASE(
		    "a map that ends after a key", "\xbf\x01\xff",
		    STATUS_UNREADABLE),
		CASE("a break in nothing", "\xff", STATUS_UNREADABLE),
		CASE(
		    "a break in a counted list", "\x82\x01\xff",
		    STATUS_UNREADABLE),
		CASE(
		    "a text key twice", "\xa2\x61x\x01\x61x\x02",
		    STATUS_UNREADABLE),
		CASE(
		    "a number key twice", "\xa2\x01\x01\x01\x02",
		    STATUS_UNREADABLE),
		CASE("not UTF-8", "\x61\xff", STATUS_UNREADABLE),
		CASE("an overlong letter", "\x62\xc0\xaf", STATUS_UNREADABLE),
		CASE("half a pair", "\x63\xed\xa0\x80", STATUS_UNREADABLE),
		CASE("half a letter", "\x62\xe2\x82", STATUS_UNREADABLE),
		CASE("reserved", "\x1c", STATUS_UNREADABLE),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct cbor_node *root;
		enum status s = read_copy(cases[i].bytes, cases[i].len, &root);

		if (s != cases[i].status)
			fail_msg("%s: %s", cases[i].name, status_name(s));
		assert_true((s == STATUS_OK) == (root != NULL));
	}
}

static void
test_limits(void **state)
{
	const struct cbor_node *root;
	uint8_t *bytes = malloc(CBOR_TREE_NODES_MAX + 8);

	(void)state;
	/* Lists in lists, the innermost empty: it waits for nothing. */
	memset(bytes, 0x81, CBOR_TREE_DEPTH_MAX + 2);
	bytes[CBOR_TREE_DEPTH_MAX] = 0x80;
	assert_int_equal(
	    read_copy(bytes, CBOR_TREE_DEPTH_MAX + 1, &root), STATUS_OK);
	bytes[CBOR_TREE_DEPTH_MAX] = 0x81;
	bytes[CBOR_TREE_DEPTH_MAX + 1] = 0x80;
	assert_int_equal(
	    read_copy(bytes, CBOR_TREE_DEPTH_MAX + 2, &root),
	    STATUS_UNREADABLE);
	/* A list with as many numbers as there may be nodes, itself one. */
	bytes[0] = 0x9f;
	memset(bytes + 1, 0x01, CBOR_TREE_NODES_MAX);
	bytes[CBOR_TREE_NODES_MAX] = 0xff;
	assert_int_equal(
	    read_copy(bytes, CBOR_TREE_NODES_MAX + 1, &root), STATUS_OK);
	assert_int_equal(cbor_tree_count(root), CBOR_TREE_NODES_MAX - 1);
	bytes[CBOR_TREE_NODES_MAX] = 0x01;
	bytes[CBOR_TREE_NODES_MAX + 1] = 0xff;
	assert_int_equal(
	    read_copy(bytes, CBOR_TREE_NODES_MAX + 2, &root),
	    STATUS_UNREADABLE);
	free(bytes);
}

static void
test_members(void **state)
{
	/* {"a": "text", 33: h'0102', "list": [1, 2]} */
	static const char bytes[] =
	    "\xa3\x61"
	    "a\x64text\x18\x21\x42\x01\x02\x64list\x82\x01\x02";
	const struct cbor_node *root;

	(void)state;
	arena_reset(&arena);
	assert_int_equal(
	    cbor_tree_read(slice_of(bytes, sizeof(bytes) - 1), &arena, &root),
	    STATUS_OK);
	assert_true(
	    slice_is_text(cbor_tree_text(cbor_tree_member(root, "a")), "text"));
	assert_int_equal(cbor_tree_bytes(cbor_tree_labelled(root, 33)).len, 2);
	assert_int_equal(cbor_tree_count(cbor_tree_member(root, "list")), 2);
	assert_int_equal(
	    cbor_tree_list(cbor_tree_member(root, "list"))->next->number, 2);
	assert_null(cbor_tree_member(root, "b"));
	assert_null(cbor_tree_labelled(root, 34));
	assert_null(cbor_tree_member(NULL, "a"));
	assert_null(cbor_tree_member(cbor_tree_member(root, "a"), "a"));
	assert_int_equal(cbor_tree_bytes(cbor_tree_member(root, "a")).len, 0);
	assert_int_equal(cbor_tree_text(NULL).len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_members),
	};
	int failed;

	if (arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(&arena);
	return failed;
}
