package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The places that json values of earlier records had: a record with the same keys takes its paths,
 * members and names from here, and makes none. One matcher's. Holds {@link #MOST} places and {@link
 * #MOST_BYTES} bytes of paths; what comes beyond is not kept, and when much did, all is forgotten
 * between two batches. Nothing depends on what is known but time: {@code LogLinesBench}.
 */
final class KnownPlaces {
  static final int MOST = 4096;
  private static final int MOST_BYTES = 128 << 10;
  private static final int LONGEST = 512;
  private static final int MOST_ELEMENTS = 256;

  /** So many values without a place that learning all anew is cheap beside reading them. */
  static final int PATIENCE = 16 * MOST;

  private static final byte[] NOTHING = new byte[0];

  private final Predicate<String> givenElsewhere;

  /** The paths, one behind another; only appended to, since events point into it. */
  private byte[] names = NOTHING;

  private int used;
  private int places;
  private int withoutRoom;
  private @Nullable JsonPlace[] roots = new JsonPlace[0];

  /** By the place they are in and their key. */
  private @Nullable JsonPlace[] table = new JsonPlace[0];

  private final Map<String, JsonPlace> byPath = new HashMap<>();

  /**
   * @param givenElsewhere whether fields that no rule gives can have a name
   */
  KnownPlaces(Predicate<String> givenElsewhere) {
    this.givenElsewhere = givenElsewhere;
  }

  byte[] names() {
    return names;
  }

  /** A batch begins. */
  void begin(Events events) {
    if (withoutRoom >= PATIENCE) {
      forget();
    }
    events.shareNames(names, 0);
  }

  private void forget() {
    names = NOTHING;
    used = 0;
    places = 0;
    withoutRoom = 0;
    roots = new JsonPlace[0];
    table = new JsonPlace[0];
    byPath.clear();
  }

  /** Where values of {@code json} begin. */
  JsonPlace root(JsonValue json) {
    if (json.number >= roots.length) {
      roots = Arrays.copyOf(roots, json.number + 1);
    }
    JsonPlace root = roots[json.number];
    if (root == null) {
      root = new JsonPlace(places++, JsonPlace.KEPT);
      roots[json.number] = root;
    }
    return root;
  }

  /**
   * Where values of {@code json} begin that have the name {@code in[start, end)}; null: not kept.
   */
  @Nullable JsonPlace root(Run run, JsonValue json, byte[] in, int start, int end) {
    JsonPlace root = root(json);
    JsonPlace known = find(root, in, start, end);
    if (known != null || !hasRoom(end - start)) {
      return known;
    }
    JsonPlace place = add(run, NOTHING, 0, 0, in, start, end);
    place.base = place.pathLength();
    place.nested = place.base > 0;
    enter(place, root, Arrays.copyOfRange(in, start, end));
    return place;
  }

  /** The member {@code in[start, end)}, a key without escapes, of a kept place; null: not kept. */
  @Nullable JsonPlace member(
      Run run, JsonValue json, JsonPlace parent, byte[] in, int start, int end) {
    JsonPlace known = find(parent, in, start, end);
    if (known != null || !hasRoom(parent.pathLength() + 1 + end - start)) {
      return known;
    }
    byte[] key = Arrays.copyOfRange(in, start, end);
    JsonPlace place = child(run, json, parent, parent.pathLength() > 0 ? slashed(key) : key);
    place.charge = parent.pathLength() > 0 ? place.pathLength() : 0;
    enter(place, parent, key);
    return place;
  }

  private static byte[] slashed(byte[] key) {
    byte[] all = new byte[key.length + 1];
    all[0] = '/';
    System.arraycopy(key, 0, all, 1, key.length);
    return all;
  }

  /**
   * The new element behind {@code before}, or the first, of a kept place; null: not kept.
   *
   * @param index its number, which {@code before} has one less of
   */
  @Nullable JsonPlace element(
      Run run, JsonValue json, JsonPlace parent, @Nullable JsonPlace before, int index) {
    if (index >= MOST_ELEMENTS || !hasRoom(parent.pathLength() + 5)) {
      return null;
    }
    byte[] brackets = new byte[5];
    int length = PassingPlaces.appendIndex(index, brackets, 0);
    JsonPlace place = child(run, json, parent, Arrays.copyOf(brackets, length));
    place.charge = place.pathLength();
    if (before == null) {
      parent.firstElement = place;
    } else {
      before.next = place;
    }
    return place;
  }

  /** A place in {@code parent}, with what the rule lists for it. */
  private JsonPlace child(Run run, JsonValue json, JsonPlace parent, byte[] more) {
    JsonPlace place = add(run, names, parent.start, parent.end, more, 0, more.length);
    place.base = parent.base;
    place.nested = parent.nested;
    json.findMember(place, names);
    Field member = place.member;
    String path = new String(names, place.start, place.pathLength(), StandardCharsets.UTF_8);
    place.doubtful = json.mayGive(run, place, path) || givenElsewhere.test(path);
    place.ordinary = !place.doubtful && member == null && json.isPlain();
    JsonPlace same = byPath.putIfAbsent(path, place);
    place.spelled = same == null ? place : same;
    if (member != null && member.nameId >= 0 && !place.isWhole()) {
      byte[] name = run.events.names().utf8(member.nameId);
      JsonPlace renamed = add(run, NOTHING, 0, 0, name, 0, name.length);
      renamed.nested = place.pathLength() > 0;
      place.renamed = renamed;
    }
    return place;
  }

  /** A new place whose path is one text behind another. */
  private JsonPlace add(
      Run run, byte[] from, int start, int end, byte[] more, int moreStart, int moreEnd) {
    int length = end - start + moreEnd - moreStart;
    if (names.length - used < length) {
      names = Arrays.copyOf(names, Math.max(Math.max(1024, names.length * 2), used + length));
      run.events.shareNames(names, names.length);
    }
    JsonPlace place = new JsonPlace(places++, JsonPlace.KEPT);
    place.start = used;
    System.arraycopy(from, start, names, used, end - start);
    used += end - start;
    System.arraycopy(more, moreStart, names, used, moreEnd - moreStart);
    used += moreEnd - moreStart;
    place.end = used;
    return place;
  }

  private boolean hasRoom(int length) {
    if (length > LONGEST) {
      return false;
    }
    boolean room = places < MOST && used + length <= MOST_BYTES;
    withoutRoom += room ? 0 : 1;
    return room;
  }

  private static int hash(JsonPlace parent, byte[] in, int start, int end) {
    return KeyCounts.hash(in, start, end) ^ parent.number * 0x9E3779B9;
  }

  private @Nullable JsonPlace find(JsonPlace parent, byte[] in, int start, int end) {
    if (table.length == 0) {
      return null;
    }
    int slot = hash(parent, in, start, end) & (table.length - 1);
    JsonPlace place = table[slot];
    while (place != null && !place.isIn(parent, in, start, end)) {
      slot = (slot + 1) & (table.length - 1);
      place = table[slot];
    }
    return place;
  }

  private void enter(JsonPlace place, JsonPlace parent, byte[] key) {
    place.reachedBy(parent, key, hash(parent, key, 0, key.length));
    if (places * 2 > table.length) {
      @Nullable JsonPlace[] old = table;
      table = new JsonPlace[Math.max(64, 2 * old.length)];
      for (JsonPlace each : old) {
        if (each != null) {
          put(each);
        }
      }
    }
    put(place);
  }

  private void put(JsonPlace place) {
    int slot = place.hash() & (table.length - 1);
    while (table[slot] != null) {
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = place;
  }
}
