using DbPerService.Consistency;
using Microsoft.Extensions.Primitives;

namespace DbPerService.Tests.Unit.Consistency;

public sealed class WaitPreferenceTests
{
    [Theory]
    [InlineData("wait=3", 3)]
    [InlineData("WAIT = 3", 3)]
    [InlineData("wait=\"3\"", 3)]
    [InlineData("wait=0", 0)]
    [InlineData("respond-async, wait=4; foo=bar", 4)]
    [InlineData("wait=5, wait=6", 5)]
    [InlineData("wait=x, wait=6", 6)]
    [InlineData("wait=11", 10)]
    [InlineData("wait=99999999999999999999", 10)]
    [InlineData("wait", null)]
    [InlineData("wait=", null)]
    [InlineData("wait=-1", null)]
    [InlineData("wait=1.5", null)]
    [InlineData("waits=1", null)]
    [InlineData("return=minimal", null)]
    [InlineData("", null)]
    public void The_first_valid_preference_counts_up_to_the_limit(string header, int? expected) =>
        Assert.Equal(expected, WaitPreference.Read(header, 10));

    [Fact]
    public void A_preference_may_be_in_any_of_several_headers() =>
        Assert.Equal(7, WaitPreference.Read(new StringValues(["return=minimal", "wait=7"]), 10));
}
