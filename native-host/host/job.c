#include "host/job.h"

#include <assert.h>
#include <string.h>

bool
job_result_is_valid(const struct job_result *result, uint32_t sequence)
{
	return result->magic == JOB_MAGIC && result->sequence == sequence &&
	       result->format >= 0 && result->format < IMAGE_FORMAT_COUNT &&
	       (result->has_phash == 0 || result->has_phash == 1) &&
	       result->phash.quality >= 0 && result->phash.quality <= 100 &&
	       result->mirrored.quality >= 0 &&
	       result->mirrored.quality <= 100 &&
	       score_is_valid(&result->score) && story_is_valid(&result->story);
}

void
job_result_refuse(struct job_result *result, enum status reason)
{
	assert(status_is_reason(reason));
	memset(result, 0, sizeof(*result));
	result->magic = JOB_MAGIC;
	result->score.reason = (int32_t)reason;
}
