#include "unit.h"

#include "base/evidence.h"

/* The one of PROTOCOL.md. */
static struct evidence
make_good(void)
{
	struct evidence e = {
		.id = "alignment",
		.family = EVIDENCE_PICTURE,
		.decibans = 31,
		.has_region = 1,
		.region_permille = { 381, 477, 615, 477 },
	};

	evidence_observe(&e, "centre", 4);
	evidence_observe(&e, "size", 9);
	evidence_observe(&e, "roll", 3);
	evidence_point(&e, "leftEye", 381, 477);
	evidence_point(&e, "rightEye", 615, 477);
	evidence_point(&e, "mouth", 500, 700);
	return e;
}

#define REFUSES(change)                                                        \
	do {                                                                   \
		struct evidence e = make_good();                               \
		change;                                                        \
		assert_false(evidence_is_valid(&e));                           \
	} while (0)

static void
refuses_what_is_out_of_bounds(void **state)
{
	struct evidence good = make_good();

	(void)state;
	assert_true(evidence_is_valid(&good));
	REFUSES(e.id[0] = '\0');
	REFUSES(e.id[0] = '9');
	REFUSES(e.id[3] = '"');
	REFUSES(memset(e.id, 'a', sizeof(e.id)));
	REFUSES(e.family = -1);
	REFUSES(e.family = EVIDENCE_FAMILY_COUNT);
	REFUSES(e.decibans = EVIDENCE_DECIBANS_MAX + 1);
	REFUSES(e.decibans = -EVIDENCE_DECIBANS_MAX - 1);
	REFUSES(e.value_count = -1);
	REFUSES(e.value_count = EVIDENCE_VALUES_MAX + 1);
	REFUSES(e.value_count = 4); /* a value without a name */
	REFUSES(e.point_count = -1);
	REFUSES(e.point_count = EVIDENCE_POINTS_MAX + 1);
	REFUSES(e.has_region = 2);
	REFUSES(e.region_permille[3] = INT32_MAX);
	REFUSES(e.region_permille[0] = INT32_MIN);
	REFUSES(memset(e.value[2].name, 'a', EVIDENCE_NAME_BYTES));
	REFUSES(e.point[0].x_permille = 5001);
	REFUSES(e.point[2].y_permille = -4001);
	REFUSES(e.point[1].name[1] = ' ');
	REFUSES(memset(e.says, 'a', sizeof(e.says)));
	REFUSES(memset(e.where, 'a', sizeof(e.where)));
	REFUSES(e.says[0] = '\n');
	REFUSES(strcpy(
	    e.says, "\xe2\x80\xae"
		    "AI")); /* turned round */
	REFUSES(strcpy(e.where, "\xff"));
}

static void
refuses_a_name_twice(void **state)
{
	(void)state;
	REFUSES(memcpy(e.value[2].name, "centre", 7));
	REFUSES(memcpy(e.point[1].name, "leftEye", 8));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_out_of_bounds),
		cmocka_unit_test(refuses_a_name_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
