/* udp.c - gen's lines as datagrams, at a rate. Nobody says what arrived: check counts that. */
#define _GNU_SOURCE
#include "gen.h"
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Few enough that one turn of all connections is no burst. */
#define AT_ONCE 32

static int line_bytes(int line) { return line_start[line + 1] - line_start[line] - 1; }

/* Has the kernel cut the message into datagrams of so many bytes. */
static void segment(struct msghdr *message, char *control, unsigned short bytes)
{
    message->msg_control = control;
    message->msg_controllen = CMSG_SPACE(sizeof bytes);
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = IPPROTO_UDP;
    header->cmsg_type = UDP_SEGMENT;
    header->cmsg_len = CMSG_LEN(sizeof bytes);
    memcpy(CMSG_DATA(header), &bytes, sizeof bytes);
}

/*
 * Sends up to AT_ONCE lines of the block by one call, those of equal length as one message that the
 * kernel cuts: alone, a datagram costs the sender several times what it costs its receiver. Returns
 * their bytes.
 */
static long long send_some(struct connection *c, long long due)
{
    struct mmsghdr messages[AT_ONCE];
    struct iovec parts[AT_ONCE];
    static char controls[AT_ONCE][CMSG_SPACE(sizeof(unsigned short))] __attribute__((aligned(8)));
    int ends[AT_ONCE], first = whole_lines(c->position), next = first, count = 0;
    int end = c->base + BLOCK_LINES <= due ? BLOCK_LINES : (int)(due - c->base);
    if (end > first + AT_ONCE) end = first + AT_ONCE;
    if (next >= end) return 0;
    if (c->position == 0) stamp(c);
    while (next < end) {
        int bytes = line_bytes(next), from = next;
        for (; next < end && line_bytes(next) == bytes; next++) {
            parts[next - first].iov_base = c->block + line_start[next];
            parts[next - first].iov_len = bytes;
        }
        memset(messages + count, 0, sizeof *messages);
        messages[count].msg_hdr.msg_iov = parts + from - first;
        messages[count].msg_hdr.msg_iovlen = next - from;
        if (next - from > 1) segment(&messages[count].msg_hdr, controls[count], bytes);
        ends[count++] = next;
    }
    int sent = sendmmsg(c->fd, messages, count, 0);
    if (sent <= 0) {
        perror("gen: sendmmsg");
        exit(1);
    }
    int bytes = line_start[ends[sent - 1]] - c->position;
    advance(c, bytes);
    return bytes;
}

long long send_datagrams(struct connection *all, int count, double rate, double start)
{
    const struct timespec pause = {0, 500000};
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
