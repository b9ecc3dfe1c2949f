package io.keysweep.azure;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.net.URL;

/**
 * Native executable only: cuts the way from msal4j to AWT (1.23.1). One place of its starts every kind of login, that of a
 * person at a browser too, which on Windows is opened by {@code java.awt.Desktop}. Nobody logs in so here, and AWT would have
 * to be linked.
 */
@TargetClass(className = "com.microsoft.aad.msal4j.AcquireTokenByInteractiveFlowSupplier")
final class NoBrowser {

    @Substitute
    private static void openDefaultSystemBrowserInWindows(URL url) {
        throw new UnsupportedOperationException("there is no browser here");
    }
}
