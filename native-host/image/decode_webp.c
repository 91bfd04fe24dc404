#include "image/decode_reader.h"

#include <webp/decode.h>
#include <webp/demux.h>

static enum status
outcome(VP8StatusCode code)
{
	if (code == VP8_STATUS_OK)
		return STATUS_OK;
	return code == VP8_STATUS_OUT_OF_MEMORY ? STATUS_TOO_LARGE
						: STATUS_UNREADABLE;
}

/* A whole stream, or one frame of an animation, at (left, top). */
static enum status
read_pixels(
    struct slice stream, const struct image *image, size_t left, size_t top,
    size_t channels)
{
	WebPDecoderConfig config;
	size_t stride = image->width_px * channels;
	size_t skipped = top * stride + left * channels;

	if (!WebPInitDecoderConfig(&config))
		return STATUS_UNREADABLE; /* another ABI than we built with */
	config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba = image->rgb + skipped;
	config.output.u.RGBA.stride = (int)stride;
	config.output.u.RGBA.size = image->height_px * stride - skipped;
	return outcome(WebPDecode(stream.data, stream.len, &config));
}

/*
 * The first frame may cover a part of the canvas only; around it all is
 * transparent, which the arena's zeros already are.
 */
static enum status
read_first_frame(struct slice file, const struct image *image)
{
	WebPData data = { .bytes = file.data, .size = file.len };
	WebPDemuxer *demuxer = WebPDemux(&data);
	WebPIterator frame;
	size_t left, top;
	enum status s = STATUS_UNREADABLE;

	if (demuxer == NULL || !WebPDemuxGetFrame(demuxer, 1, &frame)) {
		WebPDemuxDelete(demuxer);
		return s;
	}
	left = (size_t)frame.x_offset;
	top = (size_t)frame.y_offset;
	if (left < image->width_px && top < image->height_px &&
	    (size_t)frame.width <= image->width_px - left &&
	    (size_t)frame.height <= image->height_px - top)
		s = read_pixels(
		    slice_of(frame.fragment.bytes, frame.fragment.size), image,
		    left, top, 4);
	WebPDemuxReleaseIterator(&frame);
	WebPDemuxDelete(demuxer);
	return s;
}

enum status
decode_webp(struct slice file, struct arena *arena, struct image *image)
{
	WebPBitstreamFeatures header;
	size_t channels;
	enum status s;

	s = outcome(WebPGetFeatures(file.data, file.len, &header));
	if (s != STATUS_OK)
		return s;
	channels = header.has_alpha || header.has_animation ? 4 : 3;
	s = decode_reserve(
	    image, (size_t)header.width, (size_t)header.height, channels,
	    arena);
	if (s != STATUS_OK)
		return s;
	s = header.has_animation ? read_first_frame(file, image)
				 : read_pixels(file, image, 0, 0, channels);
	if (s == STATUS_OK && channels == 4)
		decode_flatten_rgba(image);
	return s;
}
