/* gen.h - what the parts of gen share. */
#ifndef GEN_H
#define GEN_H

#define BLOCK_LINES 1000

struct connection {
    int fd;          /* -1 when broken */
    void *tls;       /* its session, or 0 */
    char *block;     /* this connection's copy of the block */
    long long base;  /* sequence of the block's first line */
    int position;    /* bytes of the block that were written */
    long long limit; /* lines to send */
    long long unacked_from, unacked_to;
};

/* lines.c: a block of lines, and where in it lines begin and marks have their numbers. */
extern char *block;
extern int line_start[BLOCK_LINES + 1], sequence_at[BLOCK_LINES], connection_at[BLOCK_LINES];
void render_block(const char *kind);

/* gen.c */
double now(void);
void stamp(struct connection *c);
void advance(struct connection *c, int bytes);
int whole_lines(int bytes);
long long lines_written(const struct connection *c);

/* tls.c: write and close as the calls of the system; errno is EAGAIN if the socket is full. */
void tls_open(struct connection *c);
long tls_write(struct connection *c, const char *bytes, int length);
void tls_close(struct connection *c);
const char *tls_cipher(const struct connection *c);

/* udp.c: all lines of all connections at a rate, each a datagram; returns bytes sent. */
long long send_datagrams(struct connection *all, int count, double rate, double start);

#endif
