package dev.kintsugi;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of the service that are not among the {@link FirstHalfOfServiceTests first half}. */
@Suite
@SelectPackages("dev.kintsugi")
@IncludeClassNamePatterns({
    "dev\\.kintsugi\\.(JobsPage|LoginPage|Studio)Test",
    "dev\\.kintsugi\\.faults\\.[N-Z]\\w*Test",
    "dev\\.kintsugi\\.faults\\.\\w+\\.\\w+Test",
    "dev\\.kintsugi\\.(api|realtime)\\..*Test"
})
class SecondHalfOfServiceTests {}
