/* gen.c - sends marked log lines over TCP, or writes them to a file.
 *
 *   gen -k KIND -n LINES [-c CONNECTIONS] [-p PORT] [-r LINES_PER_SECOND] [-o FILE] [-s STATE]
 *
 * KIND is rfc5424 (253 bytes on average), nginx (203 bytes, status 5xx where sequence % 20 == 7) or
 * json (an RFC 5424 line of 910 bytes with a JSON body). Every line carries cidCCsNNNNNNNNNN: its
 * connection and its sequence there, from 0. Without -r it sends as fast as the receiver takes.
 * STATE gets "conn C W": lines [0, W) of connection C were written completely, and, where a
 * connection broke, "unacked C LO HI": written lines that the receiver's kernel had not
 * acknowledged (TCP_INFO). Prints one JSON line; "start" is CLOCK_MONOTONIC at the first byte.
 *
 * Lines are rendered once, 1000 to a block; per block only the sequences' first digits change.
 */
#define _GNU_SOURCE
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

#define BLOCK_LINES 1000
#define MAX_CONNECTIONS 100
#define TCP_STATE_CLOSED 7

struct connection {
    int fd;          /* -1 when broken */
    char *block;     /* this connection's copy of the block */
    long long base;  /* sequence of the block's first line */
    int position;    /* bytes of the block that were written */
    long long limit; /* lines to send */
    long long unacked_from, unacked_to;
};

static char *block;
static int line_start[BLOCK_LINES + 1], sequence_at[BLOCK_LINES], connection_at[BLOCK_LINES];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static int render_nginx(int i, const char *mark, char *out)
{
    static const char *ips[] = {"1.2.3.4", "10.20.30.40", "192.168.101.77", "8.8.4.4", "203.0.113.250"};
    static const char *paths[] = {"/nginx-logo.png", "/api/v1/orders", "/index.html", "/static/js/app.min.js",
                                  "/poweredby.png"};
    static const char *agents[] = {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                                   "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
                                   "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101"};
    int status = i % 20 == 7 ? 500 + i / 20 % 5 : i % 10 == 3 ? 404 : i % 10 == 6 ? 304 : 200;
    return sprintf(out,
                   "%s - - [06/Aug/2025:12:%02d:%02d +0800] \"GET %s?t=%s HTTP/1.1\" %d %d "
                   "\"http://%s.example.com/\" \"%s\" \"-\"\n",
                   ips[i % 5], i / 60 % 60, i % 60, paths[i / 3 % 5], mark, status, 100 + i * 37 % 9000,
                   i % 2 ? "www" : "shop", agents[i / 7 % 3]);
}

static int render_syslog(int i, const char *mark, int json, char *out)
{
    static const char *words[] = {"request", "accepted", "for",    "customer", "from",  "warehouse",
                                  "node",    "in",       "time",   "budget",   "retry", "queue",
                                  "commit",  "flush",    "latency", "shard"};
    int n = sprintf(out, "<%d>1 2025-08-06T12:%02d:%02d.%03d456+08:00 web-%02d.example.net orders %d REQ%d - ",
                    128 + i % 8, i / 60 % 60, i % 60, i % 1000, i % 30, 1000 + i % 400, i % 9);
    if (!json) {
        int length = 200 + i * 61 % 95;
        n += sprintf(out + n, "%s", mark);
        for (int j = 0; n < length; j++)
            n += sprintf(out + n, " %s=%d", words[(i * 7 + j) % 16], (i * 31 + j * 17) % 997);
    } else {
        n += sprintf(out + n, "{\"id\":\"%s\",\"samples\":[", mark);
        for (int j = 0; n < 850; j++)
            n += sprintf(out + n,
                         "%s{\"name\":\"http_request_duration_seconds_bucket\",\"labels\":{\"job\":\"%s\","
                         "\"le\":\"0.%d\",\"code\":\"%d\"},\"value\":%d.%d}",
                         j ? "," : "", words[(i + j) % 16], 5 * j + 1, 200 + (i + j) % 5, i * 13 + j, j);
        n += sprintf(out + n, "]}");
    }
    out[n++] = '\n';
    return n;
}

static void render_block(const char *kind)
{
    block = malloc(BLOCK_LINES * 2048);
    for (int i = 0; i < BLOCK_LINES; i++) {
        char mark[32], *line = block + line_start[i];
        sprintf(mark, "cid00s%010d", i);
        int n = 0;
        if (!strcmp(kind, "nginx")) n = render_nginx(i, mark, line);
        else if (!strcmp(kind, "rfc5424")) n = render_syslog(i, mark, 0, line);
        else if (!strcmp(kind, "json")) n = render_syslog(i, mark, 1, line);
        else {
            fprintf(stderr, "gen: no such kind of line: %s (there are rfc5424, nginx, json)\n", kind);
            exit(2);
        }
        char *at = memmem(line, n, mark, 16);
        connection_at[i] = at + 3 - block;
        sequence_at[i] = at + 6 - block;
        line_start[i + 1] = line_start[i] + n;
    }
}

/* Writes the sequences of the block that begins at c->base; their last three digits never change. */
static void stamp(struct connection *c)
{
    char digits[32];
    sprintf(digits, "%07lld", c->base / BLOCK_LINES);
    for (int i = 0; i < BLOCK_LINES; i++) memcpy(c->block + sequence_at[i], digits, 7);
}

/* How many whole lines the first bytes of a block hold. */
static int whole_lines(int bytes)
{
    int lo = 0, hi = BLOCK_LINES;
    while (lo < hi) {
        int middle = (lo + hi + 1) / 2;
        if (line_start[middle] <= bytes) lo = middle;
        else hi = middle - 1;
    }
    return lo;
}

static long long lines_written(const struct connection *c) { return c->base + whole_lines(c->position); }

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
    long long acked = tcp_info(c->fd).tcpi_bytes_acked;
    if (acked > 0) acked--; /* the SYN counts as one */
    int block_bytes = line_start[BLOCK_LINES];
    c->unacked_from = acked / block_bytes * BLOCK_LINES + whole_lines(acked % block_bytes);
    c->unacked_to = lines_written(c);
}

static void advance(struct connection *c, int bytes)
{
    c->position += bytes;
    if (c->position == line_start[BLOCK_LINES]) {
        c->base += BLOCK_LINES;
        c->position = 0;
    }
}

static void dial(struct connection *c, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&address, sizeof address)) {
        perror("gen: connect");
        exit(1);
    }
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
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
        ssize_t w = write(c->fd, c->block + c->position, end - c->position);
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

static long long write_file(struct connection *all, int count, const char *path)
{
    long long bytes = 0;
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    for (int busy = 1; busy;) {
        busy = 0;
        for (int k = 0; k < count; k++) {
            struct connection *c = all + k;
            long long left = c->limit - c->base;
            if (left <= 0 || c->position > 0) continue;
            int end = line_start[left < BLOCK_LINES ? left : BLOCK_LINES];
            stamp(c);
            for (int at = 0; at < end;) {
                ssize_t w = write(fd, c->block + at, end - at);
                if (w < 0) {
                    perror("gen: write");
                    exit(1);
                }
                at += w;
            }
            bytes += end;
            advance(c, end);
            busy = 1;
        }
    }
    close(fd);
    return bytes;
}

int main(int argc, char **argv)
{
    const char *kind = "rfc5424", *file = 0, *state = 0;
    long long lines = 1000000, bytes, written = 0, unacked = 0;
    int count = 4, port = 0, option;
    double rate = 0;
    while ((option = getopt(argc, argv, "k:n:c:p:r:o:s:")) != -1) switch (option) {
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
        all[k].fd = -1;
        if (!file) dial(all + k, port);
    }
    double start = now();
    bytes = file ? write_file(all, count, file) : send_all(all, count, rate, start);
    double sent = now();
    if (!file) await_acknowledged(all, count);

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
    printf("{\"lines\":%lld,\"bytes\":%lld,\"start\":%.6f,\"send_s\":%.3f,\"cpu_s\":%.2f,\"unacked_lines\":%lld}\n",
           written, bytes, start, sent - start,
           use.ru_utime.tv_sec + use.ru_stime.tv_sec + (use.ru_utime.tv_usec + use.ru_stime.tv_usec) * 1e-6, unacked);
    return 0;
}
