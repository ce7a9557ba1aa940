using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services;

public sealed class VersionTagsTests
{
    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("W/\"3\"", true)]
    [InlineData("\"2\", \"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", false)]
    [InlineData("3", false)]
    [InlineData("", false)]
    public void A_version_that_the_caller_has_is_known(string ifNoneMatch, bool known)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfNoneMatch = ifNoneMatch;

        Assert.Equal(known, context.IsKnownVersion(3));
        Assert.Equal("\"3\"", context.Response.Headers.ETag);
    }

    [Fact]
    public void Without_the_header_no_version_is_known() => Assert.False(new DefaultHttpContext().IsKnownVersion(3));

    [Theory]
    [InlineData("\"3\"")]
    [InlineData("\"1\", \"3\"")]
    [InlineData("*")]
    public void If_Match_admits_the_version_that_it_names(string header) => Read(header).ThrowUnlessMatches(3);

    [Theory]
    [InlineData("\"2\"")]
    [InlineData("\"03\"")]
    [InlineData("W/\"3\"")]
    public void If_Match_refuses_any_other_version(string header) =>
        Assert.Equal(StatusCodes.Status412PreconditionFailed, Assert.Throws<ProblemException>(() => Read(header).ThrowUnlessMatches(3)).Status);

    [Theory]
    [InlineData("3")]
    [InlineData("")]
    [InlineData("\"3")]
    [InlineData("\"3\" \"4\"")]
    public void If_Match_must_be_entity_tags(string header)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(header));

        Assert.Equal(StatusCodes.Status400BadRequest, problem.Status);
        Assert.Contains("If-Match", problem.Errors!.Keys);
    }

    [Fact]
    public void If_Match_is_required() => Assert.Equal(
        StatusCodes.Status428PreconditionRequired,
        Assert.Throws<ProblemException>(() => new DefaultHttpContext().Request.RequireIfMatch()).Status);

    static IfMatch Read(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = header;
        return context.Request.RequireIfMatch();
    }
}
