#include "face/net_place.h"

#include "face/net_step.h"

#define PLACE_ALIGN ((size_t)16) /* floats: a cache line */
#define NEVER SIZE_MAX

static bool
read_at(struct net_place *places, size_t tensor, size_t when)
{
	if (tensor == NET_FORMAT_NONE)
		return true;
	if (places[tensor].first == NEVER)
		return false;
	places[tensor].last = when;
	return true;
}

/* When each tensor is first written and last read. */
static bool
find_lives(const struct net_section *section, struct net_place *places)
{
	for (size_t i = 0; i < section->tensor_count; i++)
		places[i].first = NEVER;
	places[section->input].first = 0;
	for (size_t i = 0; i < section->op_count; i++) {
		const struct net_op *op = &section->ops[i];

		if (!read_at(places, op->input, i) ||
		    !read_at(places, op->second, i) ||
		    places[op->output].first != NEVER)
			return false;
		places[op->output].first = places[op->output].last = i;
	}
	for (size_t i = 0; i < section->part_count; i++)
		if (!read_at(places, section->parts[i], section->op_count))
			return false;
	return true;
}

static bool
is_alive_with(const struct net_place *a, const struct net_place *b)
{
	return a->first <= b->last && b->first <= a->last;
}

/*
 * The lowest place free of all that is placed already and alive at the same
 * time: try 0 and the end of each of those.
 */
static size_t
lowest_offset(const struct net_place *places, size_t count, size_t tensor)
{
	const struct net_place *own = &places[tensor];
	size_t offset = 0;
	bool is_moved = true;

	while (is_moved) {
		is_moved = false;
		for (size_t i = 0; i < count; i++) {
			const struct net_place *other = &places[i];

			if (i == tensor || other->offset == NEVER ||
			    !is_alive_with(own, other) ||
			    other->offset >= offset + own->floats ||
			    offset >= other->offset + other->floats)
				continue;
			offset = other->offset + other->floats;
			is_moved = true;
		}
	}
	return offset;
}

static void
size_tensors(const struct net_section *section, struct net_place *places)
{
	for (size_t i = 0; i < section->tensor_count; i++) {
		const struct net_tensor *tensor = &section->tensors[i];
		size_t floats;

		places[i].offset = NEVER;
		places[i].stride = i == section->input
				       ? tensor->channels
				       : net_round_up(tensor->channels);
		floats = tensor->height * tensor->width * places[i].stride;
		places[i].floats =
		    (floats + PLACE_ALIGN - 1) / PLACE_ALIGN * PLACE_ALIGN;
	}
}

enum status
net_place_tensors(
    const struct net_section *section, struct net_place *places, size_t *floats)
{
	*floats = 0;
	if (!find_lives(section, places))
		return STATUS_WORKER_MODEL;
	size_tensors(section, places);
	for (size_t i = 0; i < section->tensor_count; i++) {
		struct net_place *place = &places[i];

		if (place->first == NEVER)
			place->offset = place->floats = 0; /* never used */
		else
			place->offset =
			    lowest_offset(places, section->tensor_count, i);
		if (place->offset + place->floats > *floats)
			*floats = place->offset + place->floats;
	}
	return STATUS_OK;
}
