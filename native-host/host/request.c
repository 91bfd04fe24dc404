#include "host/request.h"

#include <stdlib.h>
#include <string.h>

static size_t
text_size(const char *text)
{
	return text == NULL ? 0 : strlen(text) + 1;
}

/* Copy `text` to where `*to` points and move that on. */
static const char *
keep(char **to, const char *text)
{
	char *copy = *to;
	size_t size = text_size(text);

	if (text == NULL)
		return NULL;
	memcpy(copy, text, size);
	*to += size;
	return copy;
}

struct request *
request_open(
    struct request_list *list, int64_t id,
    const struct pipeline_picture *picture)
{
	const struct message_account *account = &picture->account;
	struct request *r = malloc(
	    sizeof(*r) + text_size(picture->key) +
	    text_size(picture->page_url) + text_size(account->platform) +
	    text_size(account->id) + text_size(account->url));
	char *to;

	if (r == NULL)
		return NULL;
	to = (char *)(r + 1);
	*r = (struct request){ .id = id, .picture = *picture };
	r->picture.key = keep(&to, picture->key);
	r->picture.page_url = keep(&to, picture->page_url);
	r->picture.account.platform = keep(&to, account->platform);
	r->picture.account.id = keep(&to, account->id);
	r->picture.account.url = keep(&to, account->url);
	r->previous = list->last;
	if (list->last != NULL)
		list->last->next = r;
	else
		list->first = r;
	list->last = r;
	return r;
}

void
request_close(struct request_list *list, struct request *request)
{
	if (request->previous != NULL)
		request->previous->next = request->next;
	else
		list->first = request->next;
	if (request->next != NULL)
		request->next->previous = request->previous;
	else
		list->last = request->previous;
	free(request);
}

static bool
is_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool
is_meant(
    const struct pipeline_picture *picture, const struct message_forget *forget)
{
	switch (forget->what) {
	case FORGET_ALL:
		return true;
	case FORGET_ACCOUNT:
		return is_text(
			   picture->account.platform,
			   forget->account.platform) &&
		       is_text(picture->account.id, forget->account.id);
	case FORGET_KEY:
		return is_text(picture->key, forget->key);
	case FORGET_PAGE:
		return is_text(picture->page_url, forget->page_url);
	case FORGET_SPAN:
		break; /* it will bear the time at which it is done */
	}
	return false;
}

void
request_forget(struct request_list *list, const struct message_forget *forget)
{
	for (struct request *r = list->first; r != NULL; r = r->next)
		if (is_meant(&r->picture, forget))
			r->is_forgotten = true;
}
