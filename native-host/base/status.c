#include "base/status.h"

#include <stddef.h>

const char *
status_name(enum status status)
{
	switch (status) {
#define X(name, number, wire, text)                                            \
	case STATUS_##name:                                                    \
		return wire;
		STATUS_LIST(X)
#undef X
	}
	return "unknown";
}

const char *
status_text(enum status status)
{
	switch (status) {
#define X(name, number, wire, text)                                            \
	case STATUS_##name:                                                    \
		return text;
		STATUS_LIST(X)
#undef X
	}
	return "unknown";
}

bool
status_is_reason(enum status status)
{
	return (int)status >= 40 && (int)status < 60;
}

bool
status_is_known(long number)
{
	static const int known[] = {
#define X(name, number, wire, text) (number),
		STATUS_LIST(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i] == number)
			return true;
	return false;
}
