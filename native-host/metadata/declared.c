#include "metadata/declared.h"

#include <stdio.h>

#include "metadata/bytes.h"

#define UUID_BYTES ((size_t)36)

/*
 * Names as programs write them.  Only in places that name a program: in free
 * text a person may speak of any of them.
 */
static const struct {
	const char *pattern, *tool;
} GENERATORS[] = {
	{ "adobe firefly", "Adobe Firefly" },
	{ "automatic1111", "Stable Diffusion WebUI" },
	{ "bing image creator", "Bing Image Creator" },
	{ "chatgpt", "ChatGPT" },
	{ "comfyui", "ComfyUI" },
	{ "dall-e", "DALL-E" },
	{ "dall\xc2\xb7"
	  "e",
	  "DALL-E" },
	{ "draw things", "Draw Things" },
	{ "dreamstudio", "DreamStudio" },
	{ "easy diffusion", "Easy Diffusion" },
	{ "fooocus", "Fooocus" },
	{ "gpt-4o", "ChatGPT" },
	{ "ideogram", "Ideogram" },
	{ "invokeai", "InvokeAI" },
	{ "leonardo.ai", "Leonardo.Ai" },
	{ "made with google ai", "Google AI" },
	{ "midjourney", "Midjourney" },
	{ "mochi diffusion", "Mochi Diffusion" },
	{ "novelai", "NovelAI" },
	{ "playground ai", "Playground AI" },
	{ "recraft", "Recraft" },
	{ "stable diffusion", "Stable Diffusion" },
	{ "stablediffusion", "Stable Diffusion" },
	{ "swarmui", "SwarmUI" },
};

/*
 * The last part of https://cv.iptc.org/newscodes/digitalsourcetype/...  IPTC
 * sets algorithmicMedia apart from trained models; it is synthetic all the
 * same, and counts as AI here and elsewhere (design/provenance.md).
 */
static const struct {
	const char *name;
	enum declared_kind kind;
} SOURCE_TYPES[] = {
	{ "trainedAlgorithmicMedia", DECLARED_AI },
	{ "compositeWithTrainedAlgorithmicMedia", DECLARED_AI_PART },
	{ "compositeSynthetic", DECLARED_AI_PART },
	{ "algorithmicallyEnhanced", DECLARED_ALGORITHM },
	{ "algorithmicMedia", DECLARED_AI },
	{ "dataDrivenMedia", DECLARED_ALGORITHM },
	{ "digitalCapture", DECLARED_CAMERA },
	{ "computationalCapture", DECLARED_CAMERA },
};

static uint8_t
lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 'a' - 'A') : byte;
}

/* What follows `pattern`, which is in lower case; false when it is not there.
 */
static bool
find_pattern(struct slice text, const char *pattern, struct slice *rest)
{
	size_t len = strlen(pattern);

	for (size_t at = 0; at + len <= text.len; at++) {
		size_t i = 0;

		while (i < len &&
		       lower(text.data[at + i]) == (uint8_t)pattern[i])
			i++;
		if (i < len)
			continue;
		*rest = bytes_after(text, at + len);
		return true;
	}
	return false;
}

static bool
has_pattern(struct slice text, const char *pattern)
{
	struct slice rest;

	return find_pattern(text, pattern, &rest);
}

/* 8-4-4-4-12 hex digits. */
static bool
is_uuid(struct slice text)
{
	if (text.len != UUID_BYTES)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = lower(text.data[i]);
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash
			? c != '-'
			: !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

/* Midjourney ends the prompt, as description, with its job's UUID. */
static bool
is_midjourney(struct slice text)
{
	struct slice rest;

	return find_pattern(text, "job id: ", &rest) &&
	       is_uuid(bytes_head(rest, UUID_BYTES));
}

static const char *
generator_named(struct slice text)
{
	for (size_t i = 0; i < sizeof(GENERATORS) / sizeof(GENERATORS[0]); i++)
		if (has_pattern(text, GENERATORS[i].pattern))
			return GENERATORS[i].tool;
	return NULL;
}

static void
find(
    struct declared *declared, enum declared_kind kind, const char *tool,
    const char *label, const char *where, struct slice name)
{
	struct declared_finding *finding;

	if (declared->kind == DECLARED_NOTHING || kind < declared->kind)
		declared->kind = kind;
	if (declared->finding_count == DECLARED_MAX)
		return;
	finding = &declared->finding[declared->finding_count++];
	finding->kind = kind;
	finding->tool = tool;
	finding->label = label;
	(void)snprintf(
	    finding->where, sizeof(finding->where), "%s%s%.*s", where,
	    name.len > 0 ? " " : "", (int)bytes_head(name, 20).len,
	    name.len > 0 ? (const char *)name.data : "");
	/* A keyword is anything: keep it printable. */
	for (char *p = finding->where; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

/*
 * What the programs themselves write, wherever they put it: parameters in
 * A1111's form, a graph of ComfyUI's, the JSON of SwarmUI, Fooocus, InvokeAI.
 */
static const char *
tool_of_parameters(struct slice text)
{
	if (has_pattern(text, "\"sui_image_params\""))
		return "SwarmUI";
	if (has_pattern(text, "\"class_type\""))
		return "ComfyUI";
	if (has_pattern(text, "fooocus"))
		return "Fooocus";
	if (has_pattern(text, "steps: ") && has_pattern(text, "sampler: "))
		return "Stable Diffusion WebUI";
	return NULL;
}

static void
look_at_png_text(const struct declared_text *text, struct declared *declared)
{
	/* Keywords that say it all. */
	static const struct {
		const char *keyword, *tool;
	} KEYWORDS[] = {
		{ "invokeai_metadata", "InvokeAI" },
		{ "invokeai_graph", "InvokeAI" },
		{ "sd-metadata", "InvokeAI" },
		{ "Dream", "InvokeAI" },
		{ "fooocus_scheme", "Fooocus" },
		{ "negative_prompt", "Easy Diffusion" },
		{ "hf-job-id", "Hugging Face" },
	};
	const char *tool = tool_of_parameters(text->value);

	for (size_t i = 0; i < sizeof(KEYWORDS) / sizeof(KEYWORDS[0]); i++)
		if (slice_is_text(text->name, KEYWORDS[i].keyword))
			tool = KEYWORDS[i].tool;
	if (slice_is_text(text->name, "Software") ||
	    slice_is_text(text->name, "Source"))
		tool = generator_named(text->value);
	if (slice_is_text(text->name, "Description") &&
	    is_midjourney(text->value))
		tool = "Midjourney";
	if (tool != NULL)
		find(
		    declared, DECLARED_AI, tool, NULL, text->where, text->name);
	else if (
	    slice_is_text(text->name, "AIGC") ||
	    slice_is_text(text->name, "TC260"))
		declared_look(
		    &(struct declared_text){ .place = DECLARED_LABEL,
					     .where = text->where,
					     .value = text->value },
		    declared);
}

static void
look_at_source_type(const struct declared_text *text, struct declared *declared)
{
	struct slice last = text->value, none = { 0 };

	for (size_t i = 0; i < text->value.len; i++)
		if (text->value.data[i] == '/' || text->value.data[i] == ':')
			last = bytes_after(text->value, i + 1);
	for (size_t i = 0; i < sizeof(SOURCE_TYPES) / sizeof(SOURCE_TYPES[0]);
	     i++)
		if (slice_is_text(last, SOURCE_TYPES[i].name))
			find(
			    declared, SOURCE_TYPES[i].kind, NULL,
			    SOURCE_TYPES[i].name, text->where, none);
}

/* TC260's "Label": "1" generated, "2" maybe, "3" suspected. */
static void
look_at_label(const struct declared_text *text, struct declared *declared)
{
	static const char *const SAID[] = { "\"label\":\"1\"",
					    "\"label\": \"1\"", "label=1" };
	struct slice none = { 0 };

	for (size_t i = 0; i < sizeof(SAID) / sizeof(SAID[0]); i++)
		if (has_pattern(text->value, SAID[i])) {
			find(
			    declared, DECLARED_AI, NULL, "TC260 AIGC 1",
			    text->where, none);
			return;
		}
}

static void
look_at_make(const struct declared_text *text, struct declared *declared)
{
	struct slice none = { 0 };
	const char *tool = generator_named(text->value);

	if (tool != NULL)
		find(declared, DECLARED_AI, tool, NULL, text->where, none);
	else if (text->value.len > 0)
		find(declared, DECLARED_CAMERA, NULL, NULL, text->where, none);
}

void
declared_look(const struct declared_text *text, struct declared *declared)
{
	struct slice none = { 0 };
	const char *tool = NULL;

	switch (text->place) {
	case DECLARED_PNG_TEXT:
		look_at_png_text(text, declared);
		return;
	case DECLARED_SOURCE_TYPE:
		look_at_source_type(text, declared);
		return;
	case DECLARED_MAKE:
		look_at_make(text, declared);
		return;
	case DECLARED_LABEL:
		look_at_label(text, declared);
		return;
	case DECLARED_COMMENT:
		tool = tool_of_parameters(text->value);
		break;
	case DECLARED_DESCRIPTION:
		if (is_midjourney(text->value))
			tool = "Midjourney";
		break;
	case DECLARED_PROGRAM:
	case DECLARED_HISTORY:
	case DECLARED_CREDIT:
		tool = generator_named(text->value);
		break;
	}
	if (tool != NULL)
		find(
		    declared,
		    text->place == DECLARED_HISTORY ? DECLARED_AI_PART
						    : DECLARED_AI,
		    tool, NULL, text->where, none);
}

void
declared_look_grok(
    struct slice description, struct slice artist, struct declared *declared)
{
	struct slice none = { 0 };

	if (bytes_begin(description, "Signature: ", 11) && is_uuid(artist))
		find(
		    declared, DECLARED_AI, "Grok", NULL,
		    "Exif ImageDescription", none);
}

const char *
declared_kind_name(enum declared_kind kind)
{
	static const char *const NAMES[] = {
		[DECLARED_NOTHING] = "nothing",
		[DECLARED_AI] = "ai",
		[DECLARED_AI_PART] = "ai-part",
		[DECLARED_ALGORITHM] = "algorithm",
		[DECLARED_CAMERA] = "camera",
	};

	return (unsigned int)kind <= DECLARED_CAMERA ? NAMES[kind] : "nothing";
}
