#include "cli/moment.h"

#define DAY_S 86400

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does `text` have digits and signs where `form` has them? */
static bool
has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++)
		if (*form == '0' ? !is_digit(*text) : *text != *form)
			return false;
	return *text == '\0';
}

/* A number of `digits` digits that are known to be there. */
static int
number_at(const char *text, int digits)
{
	int value = 0;

	for (int i = 0; i < digits; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01; -1 when there is no such day since. */
static int64_t
days_since_1970(int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30,
				       31, 31, 30, 31, 30, 31 };
	int64_t days = 0;

	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1] + (month == 2 && is_leap(year)))
		return -1;
	for (int y = 1970; y < year; y++)
		days += is_leap(y) ? 366 : 365;
	for (int m = 1; m < month; m++)
		days += lengths[m - 1] + (m == 2 && is_leap(year));
	return days + day - 1;
}

static bool
read_date(
    const char *text, bool has_time, enum moment_end end, int64_t *seconds)
{
	int64_t days = days_since_1970(
	    number_at(text, 4), number_at(text + 5, 2), number_at(text + 8, 2));
	int64_t hour = has_time ? number_at(text + 11, 2) : 0;
	int64_t minute = has_time ? number_at(text + 14, 2) : 0;
	int64_t second = has_time ? number_at(text + 17, 2) : 0;

	if (days < 0 || hour > 23 || minute > 59 || second > 59)
		return false;
	*seconds = days * DAY_S + hour * 3600 + minute * 60 + second;
	if (!has_time && end == MOMENT_LAST)
		*seconds += DAY_S - 1;
	return true;
}

bool
moment_read(const char *text, enum moment_end end, int64_t *seconds)
{
	bool has_time = has_form(text, "0000-00-00T00:00:00Z");

	*seconds = 0;
	if (has_time || has_form(text, "0000-00-00")) {
		if (!read_date(text, has_time, end, seconds))
			return false;
	} else {
		for (; is_digit(*text) && *seconds <= MOMENT_MAX_S; text++)
			*seconds = *seconds * 10 + (*text - '0');
		if (*text != '\0')
			return false;
	}
	return *seconds > 0 && *seconds <= MOMENT_MAX_S;
}
