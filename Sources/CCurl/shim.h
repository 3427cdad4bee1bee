// libcurl's option calls take a variable argument, which Swift does not call: one function a type.
#ifndef BANLIE_CCURL_SHIM_H
#define BANLIE_CCURL_SHIM_H
#include <curl/curl.h>

// Macros with casts, which Swift does not import.
static const long banlie_curl_auth_basic = CURLAUTH_BASIC;
static const long banlie_curl_auth_bearer = CURLAUTH_BEARER;
static const long banlie_curl_ssh_password = CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD;
static const long banlie_curl_ssh_key = CURLSSH_AUTH_PUBLICKEY;
static const long banlie_curl_global_all = CURL_GLOBAL_ALL;

typedef size_t (*banlie_curl_bytes)(char *, size_t, size_t, void *);

static inline CURLcode banlie_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode banlie_curl_set_off(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode banlie_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode banlie_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode banlie_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode banlie_curl_set_bytes(
    CURL *handle, CURLoption option, banlie_curl_bytes value) {
  return curl_easy_setopt(handle, option, value);
}
typedef curl_socket_t (*banlie_curl_socket)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode banlie_curl_set_socket(
    CURL *handle, CURLoption option, banlie_curl_socket value) {
  return curl_easy_setopt(handle, option, value);
}
static const curl_socket_t banlie_curl_no_socket = CURL_SOCKET_BAD;
static inline CURLcode banlie_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode banlie_curl_get_off(CURL *handle, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode banlie_curl_get_text(CURL *handle, CURLINFO info, const char **value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode banlie_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURL *banlie_curl_finished(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}
#endif
