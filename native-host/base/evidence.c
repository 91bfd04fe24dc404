#include "base/evidence.h"

#include <assert.h>
#include <string.h>

#include "base/plain.h"

/* A picture may be looked at a little beyond its frame, but not a lot. */
#define PERMILLE_MIN (-4000)
#define PERMILLE_MAX 5000

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_name(const char name[EVIDENCE_NAME_BYTES])
{
	size_t i;

	if (!is_letter(name[0]))
		return false;
	for (i = 1; i < EVIDENCE_NAME_BYTES && name[i] != '\0'; i++)
		if (!is_letter(name[i]) &&
		    !(name[i] >= '0' && name[i] <= '9') && name[i] != '-')
			return false;
	return i < EVIDENCE_NAME_BYTES;
}

static bool
is_permille(int32_t value)
{
	return value >= PERMILLE_MIN && value <= PERMILLE_MAX;
}

const char *
evidence_family_name(enum evidence_family family)
{
	switch (family) {
	case EVIDENCE_PICTURE:
		return "picture";
	case EVIDENCE_FILE:
		return "file";
	case EVIDENCE_IDENTITY:
		return "identity";
	case EVIDENCE_FAMILY_COUNT:
		break;
	}
	return "unknown";
}

/* Names become the keys of a signed object, where none may stand twice. */
static bool
has_valid_values(const struct evidence *evidence)
{
	for (int32_t i = 0; i < evidence->value_count; i++) {
		const char *name = evidence->value[i].name;

		if (!is_name(name))
			return false;
		for (int32_t j = 0; j < i; j++)
			if (strcmp(evidence->value[j].name, name) == 0)
				return false;
	}
	return true;
}

static bool
has_valid_points(const struct evidence *evidence)
{
	for (int32_t i = 0; i < evidence->point_count; i++) {
		const struct evidence_point *point = &evidence->point[i];

		if (!is_name(point->name) || !is_permille(point->x_permille) ||
		    !is_permille(point->y_permille))
			return false;
		for (int32_t j = 0; j < i; j++)
			if (strcmp(evidence->point[j].name, point->name) == 0)
				return false;
	}
	return true;
}

bool
evidence_is_valid(const struct evidence *evidence)
{
	if (!is_name(evidence->id) || evidence->family < 0 ||
	    evidence->family >= EVIDENCE_FAMILY_COUNT ||
	    evidence->decibans < -EVIDENCE_DECIBANS_MAX ||
	    evidence->decibans > EVIDENCE_DECIBANS_MAX ||
	    (evidence->family == EVIDENCE_IDENTITY &&
	     evidence->decibans != 0) ||
	    evidence->value_count < 0 ||
	    evidence->value_count > EVIDENCE_VALUES_MAX ||
	    evidence->point_count < 0 ||
	    evidence->point_count > EVIDENCE_POINTS_MAX ||
	    (evidence->has_region != 0 && evidence->has_region != 1))
		return false;
	for (int i = 0; i < 4; i++)
		if (!is_permille(evidence->region_permille[i]))
			return false;
	return has_valid_values(evidence) && has_valid_points(evidence) &&
	       plain_is_valid(evidence->says, sizeof(evidence->says)) &&
	       plain_is_valid(evidence->where, sizeof(evidence->where));
}

static void
copy_name(char to[EVIDENCE_NAME_BYTES], const char *name)
{
	size_t len = strlen(name);

	assert(len > 0 && len < EVIDENCE_NAME_BYTES);
	memset(to, 0, EVIDENCE_NAME_BYTES);
	memcpy(to, name, len + 1);
}

void
evidence_observe(struct evidence *evidence, const char *name, int32_t value)
{
	struct evidence_value *v;

	assert(evidence->value_count < EVIDENCE_VALUES_MAX);
	v = &evidence->value[evidence->value_count++];
	copy_name(v->name, name);
	v->value = value;
}

void
evidence_quote(struct evidence *evidence, struct slice says, const char *where)
{
	plain_copy(says, evidence->says, sizeof(evidence->says));
	plain_copy(
	    slice_of_text(where), evidence->where, sizeof(evidence->where));
}

void
evidence_point(
    struct evidence *evidence, const char *name, int32_t x_permille,
    int32_t y_permille)
{
	struct evidence_point *p;

	assert(evidence->point_count < EVIDENCE_POINTS_MAX);
	p = &evidence->point[evidence->point_count++];
	copy_name(p->name, name);
	p->x_permille = x_permille;
	p->y_permille = y_permille;
}
