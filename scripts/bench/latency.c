/* latency.c - time from a line's due time at the sender to its being readable in the output file.
 *
 *   latency -p PORT -f FILE [-r LINES_PER_SECOND] [-n LINES] [-w SECONDS]
 *
 * One connection sends lines of 253 bytes at a steady rate, each stamped with the time it was due (a
 * stalled receiver can't hide its stall by holding up the sender); a second thread follows FILE and
 * takes the time at which each line can be read, polling every 0.2 ms. Prints one JSON line with
 * milliseconds over all lines, and over those due after the first SECONDS (default 5).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 253
#define SILENCE_S 10

static const char *path;
static long long lines = 300000, received, late_from;
static double rate = 20000, start, *delay, *steady_delay;
static long long steady;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void take(const char *line, const char *end, double at)
{
    const char *mark = memmem(line, end - line, "seq=", 4);
    if (!mark || received >= lines) return;
    long long sequence = atoll(mark + 4);
    double waited = at - (start + sequence / rate);
    delay[received++] = waited;
    if (sequence >= late_from) steady_delay[steady++] = waited;
}

static void *follow(void *unused)
{
    static char buffer[1 << 20];
    size_t held = 0;
    int fd = -1;
    double last = now();
    while (received < lines && now() - last < SILENCE_S) {
        if (fd < 0) fd = open(path, O_RDONLY);
        ssize_t r = fd < 0 ? 0 : read(fd, buffer + held, sizeof buffer - held);
        double at = now();
        if (r <= 0) {
            usleep(200);
            continue;
        }
        last = at;
        char *line = buffer, *end = buffer + held + r, *newline;
        while ((newline = memchr(line, '\n', end - line))) {
            take(line, newline, at);
            line = newline + 1;
        }
        held = end - line;
        memmove(buffer, line, held);
    }
    return unused;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, long long n, double q)
{
    return n ? 1e3 * sorted[(long long)(q * (n - 1))] : -1;
}

static int dial(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (void *)&address, sizeof address)) {
        perror("latency: connect");
        exit(1);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_lines(int fd)
{
    static char out[1 << 20];
    for (long long sent = 0; sent < lines;) {
        long long due = (long long)((now() - start) * rate) + 1;
        int n = 0;
        for (; sent < due && sent < lines && n < (int)sizeof out - 2 * LINE_BYTES; sent++) {
            int head = sprintf(out + n, "<134>1 2025-08-06T12:00:00.000+08:00 web-01.example.net orders 1 REQ - "
                                        "seq=%lld ", sent);
            memset(out + n + head, 'x', LINE_BYTES - head);
            out[n + LINE_BYTES - 1] = '\n';
            n += LINE_BYTES;
        }
        for (int at = 0; at < n;) {
            ssize_t w = write(fd, out + at, n - at);
            if (w < 0) {
                perror("latency: write");
                exit(1);
            }
            at += w;
        }
        if (n == 0) usleep(500);
    }
}

int main(int argc, char **argv)
{
    int port = 0, option;
    double warm = 5;
    while ((option = getopt(argc, argv, "p:f:r:n:w:")) != -1) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'f': path = optarg; break;
        case 'r': rate = atof(optarg); break;
        case 'n': lines = atoll(optarg); break;
        case 'w': warm = atof(optarg); break;
        default: return 2;
        }
    if (!port || !path) {
        fprintf(stderr, "latency: needs -p PORT and -f FILE\n");
        return 2;
    }
    delay = malloc(lines * sizeof *delay);
    steady_delay = malloc(lines * sizeof *steady_delay);
    late_from = (long long)(warm * rate);
    int fd = dial(port);
    pthread_t reader;
    start = now();
    pthread_create(&reader, 0, follow, 0);
    send_lines(fd);
    pthread_join(reader, 0);
    qsort(delay, received, sizeof *delay, by_size);
    qsort(steady_delay, steady, sizeof *steady_delay, by_size);
    printf("{\"sent\":%lld,\"received\":%lld,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f,"
           "\"warm_p50_ms\":%.1f,\"warm_p99_ms\":%.1f,\"warm_max_ms\":%.1f}\n",
           lines, received, quantile(delay, received, .5), quantile(delay, received, .99), quantile(delay, received, 1),
           quantile(steady_delay, steady, .5), quantile(steady_delay, steady, .99), quantile(steady_delay, steady, 1));
    return received == lines ? 0 : 3;
}
