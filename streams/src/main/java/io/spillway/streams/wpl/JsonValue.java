package io.spillway.streams.wpl;

import io.spillway.streams.event.Events;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code json} and {@code exact_json}: an object or array, flattened to fields named by their path
 * ({@code a/b}, {@code name[i]}). Listed members are renamed, typed or dropped. Null members are
 * left out. Nesting deeper than {@link #DEEPEST} does not match, nor do paths that are many times
 * as long as the record. Hot path: what {@link KnownPlaces} knows is expected to come again; {@code
 * LogLinesBench} measures it.
 */
final class JsonValue extends CompositeValue {
  private static final int DEEPEST = 128;

  /** Its number in the rule set. */
  final int number;

  private final boolean exact;
  private final boolean listed;
  private final JsonScalars scalars;

  /** Numbers of the names that its rule gives to fields. */
  private final Set<Integer> given;

  JsonValue(Members members, boolean exact, int trueAt, int number, Set<Integer> given) {
    super(members);
    this.exact = exact;
    this.listed = !members.isEmpty();
    this.scalars = new JsonScalars(trueAt);
    this.number = number;
    this.given = given;
  }

  @Override
  void firstBytes(java.util.BitSet set) {
    set.set('{');
    set.set('[');
  }

  @Override
  int read(Run run, Field field, int at, int end) {
    if (at >= end || (run.in[at] != '{' && run.in[at] != '[')) {
      return Bytes.NONE;
    }
    long names = run.namesLeft();
    long places = run.passing.enter();
    long seen = run.seen.begin();
    int outer = run.reading;
    int outerFree = run.free;
    run.reading = field.number;
    run.free = 0;
    JsonPlace root = root(run, field);
    int after = run.in[at] == '{' ? object(run, at, end, root, 0) : elements(run, at, end, root, 0);
    run.reading = outer;
    run.free = outerFree;
    run.passing.leave(places);
    if (after < 0 || (exact && !allSeen(run, seen))) {
      run.takeBackNames(names);
      return Bytes.NONE;
    }
    return after;
  }

  /** Where it begins: the paths of a json value of a pair or member begin with its name. */
  private JsonPlace root(Run run, Field field) {
    if (!field.member) {
      return run.known.root(this);
    }
    byte[] name = run.nameBytes(field);
    int start = run.nameStart(field);
    int end = run.nameEnd(field);
    JsonPlace root = run.known.root(run, this, name, start, end);
    return root == null ? run.passing.root(name, start, end) : root;
  }

  private boolean allSeen(Run run, long seen) {
    for (int i = 0; i < members.fields.length; i++) {
      Field member = members.fields[i];
      if (!member.optional && !members.isWild(i) && !run.seen.since(seen, member.number)) {
        return false;
      }
    }
    return true;
  }

  private int object(Run run, int at, int end, JsonPlace place, int depth) {
    byte[] in = run.in;
    if (depth > DEEPEST) {
      return run.bad(at);
    }
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == '}') {
      return p + 1;
    }
    JsonPlace before = null;
    while (p < end && in[p] == '"') {
      JsonPlace expected = before == null ? place.firstMember : before.next;
      JsonPlace member = expected == null ? null : expected.orNext(in, p, end);
      if (member != null) {
        p += member.textLength();
        before = member;
      } else {
        int keyEnd = keyEnd(in, p, end);
        int colon = keyEnd < 0 ? end : Bytes.skipSpace(in, keyEnd + 1, end);
        if (colon >= end || in[colon] != ':') {
          return run.bad(keyEnd < 0 ? p : colon);
        }
        member = unexpected(run, place, before, p + 1, keyEnd);
        before = member.isKept() ? member : before;
        p = colon + 1;
      }
      p = Bytes.skipSpace(in, p, end);
      p =
          p < end && in[p] != '{' && in[p] != '[' && member.ordinary
              ? scalars.read(run, p, end, member)
              : value(run, p, end, member, depth + 1);
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == '}') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return run.bad(p);
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return run.bad(p);
  }

  private static int keyEnd(byte[] in, int at, int end) {
    int keyEnd = Bytes.indexOfJsonMark(in, at + 1, end);
    return keyEnd >= 0 && in[keyEnd] == '"' ? keyEnd : JsonStrings.close(in, at, end);
  }

  /**
   * The member {@code in[start, end)} of an object, which is expected the next time.
   *
   * @param before the last member that is kept
   */
  private JsonPlace unexpected(
      Run run, JsonPlace object, @Nullable JsonPlace before, int start, int end) {
    byte[] in = run.in;
    boolean plain = Bytes.indexOfJsonMark(in, start, end + 1) == end;
    if (!plain) {
      return escaped(run, object, start, end);
    }
    if (object.isKept()) {
      JsonPlace expected = before == null ? object.firstMember : before.next;
      if (expected != null && expected.isKey(in, start, end)) {
        return expected;
      }
      JsonPlace known = run.known.member(run, this, object, in, start, end);
      if (known != null) {
        if (before == null) {
          object.firstMember = known;
        } else {
          before.next = known;
        }
        return known;
      }
    }
    JsonPlace member = run.passing.member(object, run.known.names(), in, start, end);
    if (object.pathLength() == 0) {
      member.charge = 0;
      member.inSlab = run.where == Events.IN_SLAB ? start : -1;
    }
    return member;
  }

  /** A member whose key has escapes; as it is if they are wrong. */
  private static JsonPlace escaped(Run run, JsonPlace object, int start, int end) {
    Events events = run.events;
    byte[] names = run.known.names();
    int kept = events.scratchLength();
    int from = JsonStrings.unescape(run, start, end);
    JsonPlace member =
        from < 0
            ? run.passing.member(object, names, run.in, start, end)
            : run.passing.member(object, names, events.scratch(0), from, events.scratchLength());
    events.rollBack(events.fields(), kept);
    return member;
  }

  private int elements(Run run, int at, int end, JsonPlace array, int depth) {
    byte[] in = run.in;
    if (depth > DEEPEST) {
      return run.bad(at);
    }
    int p = Bytes.skipSpace(in, at + 1, end);
    if (p < end && in[p] == ']') {
      return p + 1;
    }
    JsonPlace place = ofElements(run, array);
    JsonPlace before = null;
    for (int index = 0; p < end; index++) {
      JsonPlace element = element(run, place, before, index);
      before = element.isKept() ? element : null;
      p = value(run, p, end, element, depth + 1);
      if (p < 0) {
        return Bytes.NONE;
      }
      p = Bytes.skipSpace(in, p, end);
      if (p < end && in[p] == ']') {
        return p + 1;
      }
      if (p >= end || in[p] != ',') {
        return run.bad(p);
      }
      p = Bytes.skipSpace(in, p + 1, end);
    }
    return run.bad(p);
  }

  /** The place that an array's elements are under: they have the name that it is given. */
  private static JsonPlace ofElements(Run run, JsonPlace array) {
    if (array.member == null || array.member.nameId < 0) {
      return array;
    }
    JsonPlace renamed = array.renamed;
    return renamed != null && array.isKept()
        ? renamed
        : run.passing.renamed(array, run.events.names().utf8(array.member.nameId));
  }

  /**
   * @param before the element before, if it is kept
   */
  private JsonPlace element(Run run, JsonPlace array, @Nullable JsonPlace before, int index) {
    if (array.isKept() && (before == null) == (index == 0)) {
      JsonPlace known = before == null ? array.firstElement : before.next;
      if (known == null) {
        known = run.known.element(run, this, array, before, index);
      }
      if (known != null) {
        return known;
      }
    }
    return run.passing.element(array, run.known.names(), index);
  }

  /** Reads the value at {@code at}, which is at {@code place}. */
  private int value(Run run, int at, int end, JsonPlace place, int depth) {
    if (at >= end) {
      return run.bad(at);
    }
    if (listed && !place.ordinary && !lookUp(run, place)) {
      return Bytes.NONE;
    }
    byte first = run.in[at];
    if (exact && place.member == null && run.free == 0 && !mayStand(run, at, end, place)) {
      return run.bad(at);
    }
    if (first == '{') {
      return place.isWhole() ? whole(run, at, end, place) : object(run, at, end, place, depth);
    }
    if (first == '[') {
      return place.isWhole() ? whole(run, at, end, place) : array(run, at, end, place, depth);
    }
    return scalars.read(run, at, end, place);
  }

  /** Whether the rule of an exact value lets a value be that it does not list. */
  private boolean mayStand(Run run, int at, int end, JsonPlace place) {
    byte first = run.in[at];
    if (first != '{' && first != '[') {
      return first == 'n';
    }
    int next = Bytes.skipSpace(run.in, at + 1, end);
    boolean empty = next < end && (run.in[next] == '}' || run.in[next] == ']');
    byte[] paths = place.isKept() ? run.known.names() : run.passing.bytes;
    return !empty || members.anyBelow(paths, searchStart(place, paths), place.end);
  }

  /** An array; what stands in one that is listed need not be. */
  private int array(Run run, int at, int end, JsonPlace place, int depth) {
    int listedHere = place.member == null ? 0 : 1;
    run.free += listedHere;
    int after = elements(run, at, end, place, depth);
    run.free -= listedHere;
    return after;
  }

  /** Notes that the member of a place was there; false if the search for it takes too much. */
  private boolean lookUp(Run run, JsonPlace place) {
    byte[] paths = place.isKept() ? run.known.names() : run.passing.bytes;
    if (members.anyWild() && !run.maySearchPath(place.end - searchStart(place, paths))) {
      return false;
    }
    if (!place.isKept()) {
      findMember(place, paths);
    }
    Field member = place.member;
    if (member != null) {
      run.seen.add(member.number);
    }
    return true;
  }

  /** Whether a place without a member needs no other look. */
  boolean isPlain() {
    return !exact && !members.anyWild();
  }

  /** Finds what the rule lists for a place, whose path is in {@code paths}. */
  void findMember(JsonPlace place, byte[] paths) {
    place.member = members.find(paths, searchStart(place, paths), place.end);
  }

  private static int searchStart(JsonPlace place, byte[] paths) {
    int start = place.start + place.base;
    return place.nested && start < place.end && paths[start] == '/' ? start + 1 : start;
  }

  /** Whether other fields may get the name of those at {@code place}. */
  boolean mayGive(Run run, JsonPlace place, String path) {
    Field member = place.member;
    boolean many = member != null && member.nameId >= 0 && members.isWild(member);
    return many || given.contains(run.events.names().find(path));
  }

  private static int whole(Run run, int at, int end, JsonPlace place) {
    int after = JsonStrings.skipValue(run, at, end);
    if (after < 0) {
      return run.bad(at);
    }
    Field member = place.member;
    if (member != null && member.value instanceof ArrayValue) {
      return run.nameBy(place) && member.matchWhole(run, at, after) ? after : Bytes.NONE;
    }
    return after;
  }
}
