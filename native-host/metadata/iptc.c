#include "metadata/iptc.h"

#include "metadata/bytes.h"

#define RESOURCE_HEAD_BYTES ((size_t)7) /* "8BIM", id, a name's length */
#define RESOURCE_IPTC 0x0404		/* Adobe Photoshop file formats */
#define DATASET_MARK 0x1C
#define DATASET_HEAD_BYTES ((size_t)5)
#define LENGTH_IS_EXTENDED 0x8000U

static size_t
padded(size_t len)
{
	return len + (len & 1);
}

struct slice
iptc_resource(struct slice photoshop, uint16_t id)
{
	struct slice rest = photoshop;

	while (rest.len >= RESOURCE_HEAD_BYTES) {
		uint32_t found = bytes_big(rest.data + 4, 2);
		/* The name is padded together with its length. */
		size_t head = 6 + padded((size_t)rest.data[6] + 1);
		size_t len;

		if (!bytes_begin(rest, "8BIM", 4) || rest.len < head + 4)
			break;
		len = bytes_big(rest.data + head, 4);
		rest = bytes_after(rest, head + 4);
		if (len > rest.len)
			break;
		if (found == id)
			return bytes_head(rest, len);
		rest = bytes_after(rest, padded(len));
	}
	return slice_of(NULL, 0);
}

struct slice
iptc_stream(struct slice photoshop)
{
	return iptc_resource(photoshop, RESOURCE_IPTC);
}

bool
iptc_next(struct slice stream, size_t *at, struct iptc_dataset *dataset)
{
	struct slice rest = bytes_after(stream, *at);
	size_t len, head = DATASET_HEAD_BYTES;

	if (rest.len < head || rest.data[0] != DATASET_MARK)
		return false;
	len = bytes_big(rest.data + 3, 2);
	if ((len & LENGTH_IS_EXTENDED) != 0) {
		size_t digits = len & ~LENGTH_IS_EXTENDED;

		if (digits == 0 || digits > 4 || rest.len < head + digits)
			return false;
		len = bytes_big(rest.data + head, digits);
		head += digits;
	}
	if (len > rest.len - head)
		return false;
	*dataset = (struct iptc_dataset){
		.record = rest.data[1],
		.number = rest.data[2],
		.data = slice_of(rest.data + head, len),
	};
	*at += head + len;
	return true;
}

struct slice
iptc_find(struct slice stream, uint8_t record, uint8_t number)
{
	struct iptc_dataset dataset;
	size_t at = 0;

	while (iptc_next(stream, &at, &dataset))
		if (dataset.record == record && dataset.number == number)
			return dataset.data;
	return slice_of(NULL, 0);
}
