#include "provenance/sighting.h"

#include <assert.h>
#include <string.h>

void
sightings_add(struct sightings *sightings, const struct sighting *sighting)
{
	int32_t i = 0;

	assert(sightings->accounts < REUSE_HITS_MAX);
	sightings->accounts++;
	while (i < sightings->platforms &&
	       strcmp(sightings->platform[i], sighting->platform) != 0)
		i++;
	if (i == sightings->platforms)
		sightings->platform[sightings->platforms++] =
		    sighting->platform;
	if (sightings->count < SIGHTING_LIST_MAX)
		sightings->list[sightings->count++] = *sighting;
}

bool
sightings_are_reuse(const struct sightings *sightings)
{
	return sightings->accounts > 0 &&
	       sightings->accounts <= REUSE_COMMON_ACCOUNTS;
}

void
sightings_evidence(const struct sightings *sightings, struct evidence *evidence)
{
	static const char id[] = "seen-before";
	const struct sighting *nearest = &sightings->list[0];

	assert(sightings->count > 0);
	*evidence = (struct evidence){ .family = EVIDENCE_IDENTITY };
	memcpy(evidence->id, id, sizeof(id));
	evidence_observe(evidence, "accounts", sightings->accounts);
	evidence_observe(evidence, "platforms", sightings->platforms);
	evidence_observe(evidence, "bits", nearest->bits);
	evidence_observe(evidence, "mirrored", nearest->is_mirrored);
}
