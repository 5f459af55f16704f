/* gen.c - sends marked log lines over TCP, TLS or UDP, or writes them to files.
 *
 *   gen -k KIND -n LINES [-c CONNECTIONS] [-p PORT [-t | -u]] [-r LINES_PER_SECOND] [-o FILE] [-s STATE]
 *
 * -t is TLS (any certificate will do), -u is UDP: a line per datagram, without its line feed. FILE
 * may have a %d: then each connection writes a file of its own, named by its number.
 *
 * KIND is rfc5424 (253 bytes on average), rfc5424-250 (250 bytes each, and a line feed), nginx (203
 * bytes, status 5xx where sequence % 20 == 7) or json (an RFC 5424 line of 910 bytes with a JSON
 * body). Every line carries cidCCsNNNNNNNNNN: its connection and its sequence there, from 0. Without
 * -r it sends as fast as the receiver takes. STATE gets "conn C W": lines [0, W) of connection C were
 * written completely, and, where a connection broke, "unacked C LO HI": written lines that the
 * receiver's kernel had not acknowledged (TCP_INFO; of plain TCP only). Prints one JSON line;
 * "start" is CLOCK_MONOTONIC at the first byte.
 *
 * Lines are rendered once, 1000 to a block; per block only the sequences' first digits change.
 */
#define _GNU_SOURCE
#include "gen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONNECTIONS 100
#define TCP_STATE_CLOSED 7

enum transport { TCP, TLS, UDP };

/* Whether the bytes that the receiver's kernel acknowledged are those of the lines. */
static int counts_bytes = 1;

double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

/* Writes the sequences of the block that begins at c->base; their last three digits never change. */
void stamp(struct connection *c)
{
    char digits[32];
    sprintf(digits, "%07lld", c->base / BLOCK_LINES);
    for (int i = 0; i < BLOCK_LINES; i++) memcpy(c->block + sequence_at[i], digits, 7);
}

/* How many whole lines the first bytes of a block hold. */
int whole_lines(int bytes)
{
    int lo = 0, hi = BLOCK_LINES;
    while (lo < hi) {
        int middle = (lo + hi + 1) / 2;
        if (line_start[middle] <= bytes) lo = middle;
        else hi = middle - 1;
    }
    return lo;
}

long long lines_written(const struct connection *c) { return c->base + whole_lines(c->position); }

static struct tcp_info tcp_info(int fd)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    memset(&info, 0, sizeof info);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length);
    return info;
}

/* Notes which written lines the receiver's kernel never acknowledged. */
static void note_unacked(struct connection *c)
{
    c->unacked_from = c->unacked_to = lines_written(c);
    if (!counts_bytes) return;
    long long acked = tcp_info(c->fd).tcpi_bytes_acked;
    if (acked > 0) acked--; /* the SYN counts as one */
    int block_bytes = line_start[BLOCK_LINES];
    c->unacked_from = acked / block_bytes * BLOCK_LINES + whole_lines(acked % block_bytes);
}

void advance(struct connection *c, int bytes)
{
    c->position += bytes;
    if (c->position == line_start[BLOCK_LINES]) {
        c->base += BLOCK_LINES;
        c->position = 0;
    }
}

static void dial(struct connection *c, int port, enum transport transport)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, transport == UDP ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&address, sizeof address)) {
        perror("gen: connect");
        exit(1);
    }
    if (transport == TLS) tls_open(c);
    if (transport != UDP) fcntl(c->fd, F_SETFL, O_NONBLOCK);
}

/* Sends what is due on one connection; returns bytes sent, or -1 if the socket is full. */
static long long send_due(struct connection *c, long long due)
{
    long long sent = 0;
    for (int turns = 4; turns > 0; turns--) {
        int end = due - c->base >= BLOCK_LINES ? line_start[BLOCK_LINES]
                  : due > c->base              ? line_start[due - c->base]
                                               : 0;
        if (c->position >= end) break;
        if (c->position == 0) stamp(c);
        ssize_t w = c->tls ? tls_write(c, c->block + c->position, end - c->position)
                           : write(c->fd, c->block + c->position, end - c->position);
        if (w < 0) {
            if (errno == EAGAIN) return sent ? sent : -1;
            note_unacked(c);
            fprintf(stderr, "gen: a connection broke (%s) at line %lld, acknowledged %lld\n", strerror(errno),
                    c->unacked_to, c->unacked_from);
            close(c->fd);
            c->fd = -1;
            c->limit = c->unacked_to;
            break;
        }
        sent += w;
        advance(c, w);
    }
    return sent;
}

static long long send_all(struct connection *all, int count, double rate, double start)
{
    long long bytes = 0;
    struct pollfd waiting[MAX_CONNECTIONS];
    for (int open = count; open > 0;) {
        int full = 0, idle = 1;
        double elapsed = now() - start;
        open = 0;
        for (int k = 0; k < count; k++) {
            struct connection *c = all + k;
            if (c->fd < 0) continue;
            if (lines_written(c) >= c->limit) {
                tls_close(c);
                shutdown(c->fd, SHUT_WR);
                continue;
            }
            open++;
            long long due = rate > 0 ? (long long)(rate / count * elapsed) + 1 : c->limit;
            long long sent = send_due(c, due < c->limit ? due : c->limit);
            if (sent < 0) waiting[full++] = (struct pollfd){.fd = c->fd, .events = POLLOUT};
            if (sent > 0) {
                idle = 0;
                bytes += sent;
            }
        }
        if (idle && open) {
            if (full && rate == 0) poll(waiting, full, 200);
            else usleep(1000);
        }
    }
    return bytes;
}

/* Waits up to 30 s until the receiver's kernel has acknowledged everything. */
static void await_acknowledged(struct connection *all, int count)
{
    for (int i = 0; i < 6000; i++) {
        int pending = 0;
        for (int k = 0; k < count; k++) {
            int queued = 0;
            if (all[k].fd < 0) continue;
            ioctl(all[k].fd, SIOCOUTQ, &queued);
            if (queued > 1 && tcp_info(all[k].fd).tcpi_state != TCP_STATE_CLOSED) pending = 1;
        }
        if (!pending) return;
        usleep(5000);
    }
}

static int create(const char *pattern, int number)
{
    char path[4096];
    const char *mark = strstr(pattern, "%d");
    if (mark) snprintf(path, sizeof path, "%.*s%d%s", (int)(mark - pattern), pattern, number, mark + 2);
    else snprintf(path, sizeof path, "%s", pattern);
    int fd = open(path, O_CREAT | O_WRONLY | (mark || number == 0 ? O_TRUNC : 0) | O_APPEND, 0644);
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

static void write_whole(int fd, const char *bytes, int length)
{
    for (int at = 0; at < length;) {
        ssize_t w = write(fd, bytes + at, length - at);
        if (w < 0) {
            perror("gen: write");
            exit(1);
        }
        at += w;
    }
}

/* The connections take turns with a block each. */
static long long write_files(struct connection *all, int count)
{
    long long bytes = 0;
    for (int busy = 1; busy;) {
        busy = 0;
        for (int k = 0; k < count; k++) {
            struct connection *c = all + k;
            long long left = c->limit - c->base;
            if (left <= 0 || c->position > 0) continue;
            int end = line_start[left < BLOCK_LINES ? left : BLOCK_LINES];
            stamp(c);
            write_whole(c->fd, c->block, end);
            bytes += end;
            advance(c, end);
            busy = 1;
        }
    }
    return bytes;
}

int main(int argc, char **argv)
{
    const char *kind = "rfc5424", *file = 0, *state = 0;
    long long lines = 1000000, bytes, written = 0, unacked = 0;
    int count = 4, port = 0, option;
    double rate = 0;
    enum transport transport = TCP;
    while ((option = getopt(argc, argv, "k:n:c:p:r:o:s:tu")) != -1) switch (option) {
        case 't': transport = TLS; break;
        case 'u': transport = UDP; break;
        case 'k': kind = optarg; break;
        case 'n': lines = atoll(optarg); break;
        case 'c': count = atoi(optarg); break;
        case 'p': port = atoi(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 'o': file = optarg; break;
        case 's': state = optarg; break;
        default: return 2;
        }
    if (count < 1 || count > MAX_CONNECTIONS || (!file && !port)) {
        fprintf(stderr, "gen: needs -p PORT or -o FILE, and 1 to %d connections\n", MAX_CONNECTIONS);
        return 2;
    }
    if (transport == UDP && rate <= 0) {
        fprintf(stderr, "gen: -u needs a rate, -r DATAGRAMS_PER_SECOND\n");
        return 2;
    }
    counts_bytes = !file && transport == TCP;
    signal(SIGPIPE, SIG_IGN);
    render_block(kind);
    struct connection *all = calloc(count, sizeof *all);
    for (int k = 0; k < count; k++) {
        char digits[16];
        snprintf(digits, sizeof digits, "%02d", k);
        all[k].block = malloc(line_start[BLOCK_LINES]);
        memcpy(all[k].block, block, line_start[BLOCK_LINES]);
        for (int i = 0; i < BLOCK_LINES; i++) memcpy(all[k].block + connection_at[i], digits, 2);
        all[k].limit = lines / count + (k < lines % count);
        if (file) all[k].fd = create(file, k);
        else dial(all + k, port, transport);
    }
    double start = now();
    bytes = file               ? write_files(all, count)
            : transport == UDP ? send_datagrams(all, count, rate, start)
                               : send_all(all, count, rate, start);
    double sent = now();
    if (!file && transport != UDP) await_acknowledged(all, count);

    FILE *report = state ? fopen(state, "w") : 0;
    for (int k = 0; k < count; k++) {
        struct connection *c = all + k;
        if (c->fd >= 0) note_unacked(c);
        written += lines_written(c);
        unacked += c->unacked_to - c->unacked_from;
        if (report) fprintf(report, "conn %d %lld\n", k, lines_written(c));
        if (report && c->unacked_to > c->unacked_from)
            fprintf(report, "unacked %d %lld %lld\n", k, c->unacked_from, c->unacked_to);
    }
    if (report) fclose(report);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("{\"lines\":%lld,\"bytes\":%lld,\"start\":%.6f,\"send_s\":%.3f,\"cpu_s\":%.2f,\"unacked_lines\":%lld",
           written, bytes, start, sent - start,
           use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6, unacked);
    if (all->tls) printf(",\"cipher\":\"%s\"", tls_cipher(all));
    printf("}\n");
    return 0;
}
