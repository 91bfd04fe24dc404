#include "metadata/story.h"

#include <stdio.h>

#include "metadata/metadata.h"

/* A new sign of the story; the maximum is more than there are kinds. */
static struct evidence *
tell(struct story *story, const char *id)
{
	struct evidence *sign = &story->evidence[story->evidence_count];

	if (story->evidence_count == STORY_EVIDENCE_MAX)
		return NULL;
	story->evidence_count++;
	*sign = (struct evidence){ .family = EVIDENCE_FILE };
	memcpy(sign->id, id, strlen(id) + 1);
	return sign;
}

static const char *
id_of_declared(enum declared_kind kind)
{
	switch (kind) {
	case DECLARED_AI:
		return "declared-ai";
	case DECLARED_AI_PART:
		return "declared-ai-part";
	case DECLARED_ALGORITHM:
		return "declared-algorithm";
	case DECLARED_CAMERA: /* tell_camera */
	case DECLARED_NOTHING:
		break;
	}
	return NULL;
}

/* The strongest there is; among equals the first that names its tool. */
static const struct declared_finding *
best_finding(const struct declared *declared)
{
	const struct declared_finding *best = NULL;

	for (size_t i = 0; i < declared->finding_count; i++) {
		const struct declared_finding *f = &declared->finding[i];

		if (f->kind != declared->kind)
			continue;
		if (best == NULL || (best->tool == NULL && f->tool != NULL))
			best = f;
	}
	return best;
}

static void
tell_declared(const struct declared *declared, struct story *story)
{
	const struct declared_finding *best = best_finding(declared);
	const char *id = id_of_declared(declared->kind);
	const char *says = NULL;
	struct evidence *sign;
	int32_t places = 0;

	if (best == NULL || id == NULL || (sign = tell(story, id)) == NULL)
		return;
	for (size_t i = 0; i < declared->finding_count; i++)
		places += declared->finding[i].kind == declared->kind;
	says = best->tool != NULL ? best->tool : best->label;
	evidence_observe(sign, "places", places);
	evidence_quote(
	    sign, slice_of_text(says != NULL ? says : ""), best->where);
}

/* "Canon EOS 5D": the model often begins with the make. */
static void
camera_name(const struct metadata *m, char name[EVIDENCE_SAYS_BYTES])
{
	struct slice make = m->exif.make, model = m->exif.model;

	if (make.len == 0 && model.len == 0) {
		make = m->xmp.value[XMP_MAKE];
		model = m->xmp.value[XMP_MODEL];
	}
	if (model.len >= make.len && make.len > 0 &&
	    memcmp(model.data, make.data, make.len) == 0)
		make.len = 0;
	/* Shorter than an int: Exif's texts come from a 64 KiB segment. */
	(void)snprintf(
	    name, EVIDENCE_SAYS_BYTES, "%.*s%s%.*s",
	    make.len < EVIDENCE_SAYS_BYTES ? (int)make.len
					   : EVIDENCE_SAYS_BYTES,
	    make.len > 0 ? (const char *)make.data : "",
	    make.len > 0 && model.len > 0 ? " " : "",
	    model.len < EVIDENCE_SAYS_BYTES ? (int)model.len
					    : EVIDENCE_SAYS_BYTES,
	    model.len > 0 ? (const char *)model.data : "");
}

static void
tell_camera(const struct metadata *m, struct story *story)
{
	const struct exif *exif = &m->exif;
	char name[EVIDENCE_SAYS_BYTES];
	const char *where = "Exif";
	bool is_named = false;
	struct evidence *sign;

	for (size_t i = 0; i < m->declared.finding_count; i++)
		if (m->declared.finding[i].kind == DECLARED_CAMERA) {
			if (!is_named)
				where = m->declared.finding[i].where;
			is_named = true;
		}
	if (!is_named && !exif->has_exposure && !exif->has_maker_note)
		return;
	if ((sign = tell(story, "camera")) == NULL)
		return;
	evidence_observe(sign, "exposure", exif->has_exposure);
	evidence_observe(sign, "lens", exif->lens.len > 0);
	evidence_observe(sign, "makerNote", exif->has_maker_note);
	evidence_observe(sign, "taken", exif->taken_at.len > 0);
	camera_name(m, name);
	evidence_quote(sign, slice_of_text(name), where);
}

static int32_t
number_of(size_t n)
{
	return n < INT32_MAX ? (int32_t)n : INT32_MAX;
}

static void
tell_fbmd(const struct fbmd *fbmd, size_t file_bytes, struct story *story)
{
	static const char *const IDS[] = {
		[FBMD_ABSENT] = NULL,
		[FBMD_UNTOUCHED] = "fbmd-untouched",
		[FBMD_RESAVED] = "fbmd-resaved",
		[FBMD_DAMAGED] = "fbmd-damaged",
	};
	struct evidence *sign;

	if (IDS[fbmd->state] == NULL ||
	    (sign = tell(story, IDS[fbmd->state])) == NULL)
		return;
	evidence_observe(sign, "bytes", number_of(file_bytes));
	if (fbmd->state == FBMD_DAMAGED)
		return;
	evidence_observe(sign, "formerBytes", number_of(fbmd->file_bytes));
	evidence_observe(sign, "scans", number_of(fbmd->scan_count));
}

static void
tell_quantisation(const struct metadata *m, struct story *story)
{
	const struct quantisation *q = &m->quantisation;
	bool is_standard = q->kind == QUANTISATION_STANDARD;
	struct evidence *sign;

	if (q->kind == QUANTISATION_NONE)
		return;
	sign = tell(
	    story,
	    is_standard ? "quantisation-standard" : "quantisation-custom");
	if (sign == NULL)
		return;
	evidence_observe(sign, "quality", q->luma_quality);
	evidence_observe(sign, "chromaQuality", q->chroma_quality);
	if (!is_standard)
		evidence_observe(
		    sign, "distancePercent", q->luma_distance_percent);
	evidence_observe(sign, "progressive", m->layout.is_progressive);
	evidence_quote(
	    sign, slice_of_text(quantisation_sampling_name(q->sampling)), "");
}

static void
tell_profile(const struct metadata *m, struct story *story)
{
	struct evidence *sign;

	if (m->profile[0] == '\0' || (sign = tell(story, "profile")) == NULL)
		return;
	evidence_quote(sign, slice_of_text(m->profile), "ICC");
}

/* Content Credentials: that they are there.  Validating them is c2pa's. */
static void
tell_credentials(const struct metadata *m, struct story *story)
{
	if (container_find(&m->container, CONTAINER_C2PA) != NULL)
		(void)tell(story, "c2pa-unchecked");
}

/* What was left out is never passed over in silence. */
static void
tell_unread(const struct metadata *m, struct story *story)
{
	unsigned int container = m->container.faults;
	bool is_cut = m->is_jpeg && !m->layout.is_whole;
	const struct {
		const char *name;
		bool is_so;
	} faults[] = {
		{ "cut", (container & CONTAINER_CUT) != 0 || is_cut },
		{ "lengths", (container & CONTAINER_LIES) != 0 },
		{ "repeated", (container & CONTAINER_REPEATED) != 0 },
		{ "tooMany", (container & CONTAINER_TOO_MANY) != 0 },
		{ "checksum", (container & CONTAINER_CHECKSUM) != 0 },
		{ "exif", (m->faults & METADATA_EXIF) != 0 },
		{ "xmp",
		  m->xmp.faults != 0 || (m->faults & METADATA_EXTENSION) != 0 },
		{ "text", (m->faults & (METADATA_TEXT | METADATA_TEXT_CUT |
					METADATA_PROFILE)) != 0 },
	};
	struct evidence *sign = NULL;

	_Static_assert(
	    sizeof(faults) / sizeof(faults[0]) <= EVIDENCE_VALUES_MAX,
	    "all faults at once can be observed");
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (!faults[i].is_so)
			continue;
		if (sign == NULL && (sign = tell(story, "unread")) == NULL)
			return;
		evidence_observe(sign, faults[i].name, 1);
	}
}

void
story_read(struct slice file, struct arena *arena, struct story *story)
{
	size_t used_bytes = arena->used_bytes;
	struct metadata m = { 0 };
	struct evidence *sign;

	memset(story, 0, sizeof(*story));
	if (metadata_read(file, decode_sniff(file), arena, &m) == STATUS_OK) {
		tell_declared(&m.declared, story);
		tell_credentials(&m, story);
		tell_camera(&m, story);
		tell_fbmd(&m.fbmd, file.len, story);
		tell_quantisation(&m, story);
		tell_profile(&m, story);
		tell_unread(&m, story);
	} else if ((sign = tell(story, "unread")) != NULL) {
		evidence_observe(sign, "memory", 1);
	}
	arena_rewind(arena, used_bytes);
}

bool
story_declares_ai(const struct story *story)
{
	for (int32_t i = 0; i < story->evidence_count; i++)
		if (strcmp(story->evidence[i].id, "declared-ai") == 0 ||
		    strcmp(story->evidence[i].id, "declared-ai-part") == 0)
			return true;
	return false;
}

bool
story_is_valid(const struct story *story)
{
	if (story->evidence_count < 0 ||
	    story->evidence_count > STORY_EVIDENCE_MAX)
		return false;
	for (int32_t i = 0; i < story->evidence_count; i++) {
		const struct evidence *sign = &story->evidence[i];

		if (!evidence_is_valid(sign) || sign->family != EVIDENCE_FILE ||
		    sign->decibans != 0)
			return false;
	}
	return true;
}
