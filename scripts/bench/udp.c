/* udp.c - gen's lines as datagrams, at a rate. Nobody says what arrived: check counts that. */
#define _GNU_SOURCE
#include "gen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Few enough that one turn of all connections is no burst. */
#define AT_ONCE 32

/* Sends up to AT_ONCE lines of the block by one call; returns their bytes. */
static long long send_some(struct connection *c, long long due)
{
    struct mmsghdr messages[AT_ONCE];
    struct iovec parts[AT_ONCE];
    int next = whole_lines(c->position), count = 0;
    for (; count < AT_ONCE && next < BLOCK_LINES && c->base + next < due; count++, next++) {
        parts[count].iov_base = c->block + line_start[next];
        parts[count].iov_len = line_start[next + 1] - line_start[next] - 1;
        memset(messages + count, 0, sizeof *messages);
        messages[count].msg_hdr.msg_iov = parts + count;
        messages[count].msg_hdr.msg_iovlen = 1;
    }
    if (count == 0) return 0;
    if (c->position == 0) stamp(c);
    int sent = sendmmsg(c->fd, messages, count, 0);
    if (sent < 0) {
        perror("gen: sendmmsg");
        exit(1);
    }
    int bytes = line_start[next - count + sent] - c->position;
    advance(c, bytes);
    return bytes;
}

long long send_datagrams(struct connection *all, int count, double rate, double start)
{
    const struct timespec pause = {0, 100000};
    long long bytes = 0;
    for (int open = 1; open;) {
        long long sent = 0, due = (long long)(rate / count * (now() - start)) + 1;
        open = 0;
        for (int k = 0; k < count; k++) {
            struct connection *c = all + k;
            sent += send_some(c, due < c->limit ? due : c->limit);
            open |= lines_written(c) < c->limit;
        }
        bytes += sent;
        if (!sent) nanosleep(&pause, 0);
    }
    return bytes;
}
