package dev.deployflux.redis;

import static dev.deployflux.concurrent.Arguments.require;

import io.lettuce.core.cluster.SlotHash;

/**
 * Names the keys of those who share something. All are of one slot, so that a script may use several in a cluster.
 *
 * @param name as the user wrote it
 */
record RedisScope(String name) {

    private static final int LONGEST = 200;

    RedisScope {
        require(
                !name.isBlank() && name.length() <= LONGEST && name.chars().noneMatch(RedisScope::isMisleading),
                "\"" + name + "\" can't be part of the names of keys: write a scope of 1 to " + LONGEST
                        + " characters without braces, such as the name of the application");
    }

    /** Braces say what a slot is made of. */
    private static boolean isMisleading(int character) {
        return character == '{' || character == '}' || Character.isISOControl(character);
    }

    int slot() {
        return SlotHash.getSlot(key(""));
    }

    String key(String what) {
        return "{deployflux:" + name + "}:" + what;
    }
}
