#include "metadata/container_walk.h"

void
container_add(
    struct container *container, enum container_kind kind, struct slice data)
{
	if (container->part_count == CONTAINER_PARTS_MAX) {
		container->faults |= CONTAINER_TOO_MANY;
		return;
	}
	container->part[container->part_count++] =
	    (struct container_part){ .kind = kind, .data = data };
}

void
container_add_once(
    struct container *container, enum container_kind kind, struct slice data)
{
	if (container_find(container, kind) != NULL)
		container->faults |= CONTAINER_REPEATED;
	else
		container_add(container, kind, data);
}

const struct container_part *
container_find(const struct container *container, enum container_kind kind)
{
	for (size_t i = 0; i < container->part_count; i++)
		if (container->part[i].kind == kind)
			return &container->part[i];
	return NULL;
}

enum status
container_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct container *container)
{
	*container = (struct container){ 0 };
	if (format == IMAGE_JPEG)
		return container_walk_jpeg(file, arena, container);
	if (format == IMAGE_PNG)
		container_walk_png(file, container);
	else if (format == IMAGE_WEBP)
		container_walk_riff(file, container);
	return STATUS_OK;
}
