// Mail on GMime 3. What is used of it is declared here rather than included: glib's headers need
// compiler flags that the package manager refuses, and the casts between its objects are macros,
// which Swift does not import. The declarations are of its stable interface (libgmime-3.0).
#ifndef BANLIE_CGMIME_SHIM_H
#define BANLIE_CGMIME_SHIM_H
#include <stddef.h>
#include <stdint.h>

typedef struct _GMimeStream GMimeStream;
typedef struct _GMimeParser GMimeParser;
typedef struct _GMimeMessage GMimeMessage;
typedef struct _GMimeObject GMimeObject;
typedef struct _GMimePart GMimePart;
typedef struct _GMimePartIter GMimePartIter;
typedef struct _GMimeDataWrapper GMimeDataWrapper;
typedef struct _GMimeContentType GMimeContentType;
typedef struct {
  uint8_t *data;
  unsigned int len;
} banlie_byte_array;

void g_mime_init(void);
void g_object_unref(void *object);
int g_type_check_instance_is_a(void *instance, size_t type);
GMimeStream *g_mime_stream_mem_new(void);
GMimeStream *g_mime_stream_mem_new_with_buffer(const char *buffer, size_t length);
banlie_byte_array *g_mime_stream_mem_get_byte_array(GMimeStream *stream);
GMimeParser *g_mime_parser_new_with_stream(GMimeStream *stream);
GMimeMessage *g_mime_parser_construct_message(GMimeParser *parser, void *options);
GMimePartIter *g_mime_part_iter_new(GMimeObject *toplevel);
void g_mime_part_iter_free(GMimePartIter *iterator);
int g_mime_part_iter_next(GMimePartIter *iterator);
GMimeObject *g_mime_part_iter_get_current(GMimePartIter *iterator);
size_t g_mime_part_get_type(void);
GMimeDataWrapper *g_mime_part_get_content(GMimePart *part);
const char *g_mime_part_get_filename(GMimePart *part);
int g_mime_part_is_attachment(GMimePart *part);
ptrdiff_t g_mime_data_wrapper_write_to_stream(GMimeDataWrapper *wrapper, GMimeStream *stream);
GMimeContentType *g_mime_object_get_content_type(GMimeObject *object);
const char *g_mime_content_type_get_media_type(GMimeContentType *type);
const char *g_mime_content_type_get_media_subtype(GMimeContentType *type);

// A part of a mail: file name (UTF-8, or NULL), type ("text", "csv"), whether it is meant as an
// attachment, and its decoded bytes.
typedef void (*banlie_mail_part)(
    void *user, const char *name, const char *type, const char *subtype, int is_attachment,
    const uint8_t *bytes, size_t count);

// Calls `part` for every leaf of the message, outermost first. Returns 0 if it is no message.
static inline int banlie_mail_parts(
    const uint8_t *bytes, size_t count, void *user, banlie_mail_part part) {
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, count);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_object_unref(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  g_object_unref(parser);
  if (message == NULL) return 0;
  GMimePartIter *at = g_mime_part_iter_new((GMimeObject *)message);
  do {
    GMimeObject *object = g_mime_part_iter_get_current(at);
    if (object == NULL || !g_type_check_instance_is_a(object, g_mime_part_get_type())) continue;
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)object);
    if (content == NULL) continue;
    GMimeStream *decoded = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, decoded);
    banlie_byte_array *array = g_mime_stream_mem_get_byte_array(decoded);
    GMimeContentType *type = g_mime_object_get_content_type(object);
    part(
        user, g_mime_part_get_filename((GMimePart *)object),
        type ? g_mime_content_type_get_media_type(type) : NULL,
        type ? g_mime_content_type_get_media_subtype(type) : NULL,
        g_mime_part_is_attachment((GMimePart *)object), array->data, array->len);
    g_object_unref(decoded);
  } while (g_mime_part_iter_next(at));
  g_mime_part_iter_free(at);
  g_object_unref(message);
  return 1;
}
#endif
