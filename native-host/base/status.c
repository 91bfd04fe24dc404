#include "base/status.h"

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
	switch (number) {
#define X(name, number, wire, text)                                            \
	case (number):                                                         \
		return true;
		STATUS_LIST(X)
#undef X
	default:
		return false;
	}
}
