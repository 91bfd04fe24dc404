#include "base/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 512

void
log_note(const char *format, ...)
{
	static const char prefix[] = "facetell: ";
	char line[LINE_MAX_BYTES];
	size_t len = sizeof(prefix) - 1;
	va_list args;
	int n;

	(void)snprintf(line, sizeof(line), "%s", prefix);
	va_start(args, format);
	n = vsnprintf(line + len, sizeof(line) - len - 1, format, args);
	va_end(args);
	if (n < 0)
		return;
	len += (size_t)n;
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	/* One write, so that lines of several processes do not mix. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}
