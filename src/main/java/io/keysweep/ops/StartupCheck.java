package io.keysweep.ops;

import java.util.List;

/** Something that must hold before the service takes requests. Each feature brings its own as a bean. */
public interface StartupCheck {

    /** One sentence for each thing that is wrong: the setting, what is wrong with it, and the fix. Empty if all is well. */
    List<String> problems();
}
