/* tls.c - a connection of gen through TLS (OpenSSL). Takes any certificate. */
#include "gen.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void die(const char *what)
{
    fprintf(stderr, "gen: tls: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

/* Shakes hands on a connected, blocking socket. */
void tls_open(struct connection *c)
{
    static SSL_CTX *context;
    if (!context && !(context = SSL_CTX_new(TLS_client_method()))) die("no context");
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL *session = SSL_new(context);
    if (!session || SSL_set_fd(session, c->fd) != 1) die("no session");
    if (SSL_connect(session) != 1) die("no handshake");
    c->tls = session;
}

long tls_write(struct connection *c, const char *bytes, int length)
{
    int written = SSL_write(c->tls, bytes, length);
    if (written > 0) return written;
    int reason = SSL_get_error(c->tls, written);
    errno = reason == SSL_ERROR_WANT_WRITE || reason == SSL_ERROR_WANT_READ ? EAGAIN : ECONNRESET;
    return -1;
}

/* Says once that nothing more comes. */
void tls_close(struct connection *c)
{
    if (c->tls && !(SSL_get_shutdown(c->tls) & SSL_SENT_SHUTDOWN)) SSL_shutdown(c->tls);
}

const char *tls_cipher(const struct connection *c)
{
    return c->tls ? SSL_get_cipher(c->tls) : 0;
}
