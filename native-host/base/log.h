#ifndef LOG_H
#define LOG_H

/*
 * log: one line to standard error, never anything to standard output.
 *
 * No line holds a name, a URL or a picture: the browser keeps what we print.
 */

/* Print "facetell: " and the formatted line; control characters become '?'. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
