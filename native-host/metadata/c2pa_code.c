#include "metadata/c2pa_code.h"

const char *
c2pa_code_name(enum c2pa_code code)
{
	static const char *const names[C2PA_CODE_COUNT] = {
#define X(name, weight, text) text,
		C2PA_CODE_LIST(X)
#undef X
	};

	return (unsigned int)code < C2PA_CODE_COUNT ? names[code]
						    : "general.error";
}

enum c2pa_weight
c2pa_code_weight(enum c2pa_code code)
{
	static const enum c2pa_weight weights[C2PA_CODE_COUNT] = {
#define X(name, weight, text) C2PA_##weight,
		C2PA_CODE_LIST(X)
#undef X
	};

	return (unsigned int)code < C2PA_CODE_COUNT ? weights[code] : C2PA_STOP;
}
