#ifndef ALIGNMENT_MODEL_H
#define ALIGNMENT_MODEL_H

/*
 * alignment_model: provisional.
 */

static const struct geometry_point alignment_place[6] = {
	{ 0.375f, 0.4755f }, { 0.624f, 0.4755f }, { 0.5f, 0.70f },
	{ 0.5f, 0.60f },     { 0.5f, 0.87f },	  { 0.5f, 0.25f },
};

static const float alignment_weight[ALIGNMENT_TERMS] = { 0 };

#endif
