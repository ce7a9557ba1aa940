using DbPerService.Orders.Api;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services;

public sealed class IdempotencyKeyTests
{
    [Fact]
    public void Is_optional() => Assert.Null(IdempotencyKey.Read(new DefaultHttpContext().Request));

    [Theory]
    [InlineData("k-1")]
    [InlineData("\"k-1\"")]
    public void Is_the_same_with_quotes_and_without(string header) => Assert.Equal("k-1", Read(header));

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("tab\tinside")]
    [InlineData("ключ")]
    public void Must_be_printable(string header) => Assert.Throws<ProblemException>(() => Read(header));

    [Fact]
    public void Has_at_most_200_characters_and_occurs_once()
    {
        Assert.Equal(200, Read(new string('k', 200))!.Length);
        Assert.Throws<ProblemException>(() => Read(new string('k', 201)));
        Assert.Throws<ProblemException>(() => Read("a", "b"));
    }

    static string? Read(params string[] header)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["Idempotency-Key"] = header;
        return IdempotencyKey.Read(context.Request);
    }
}
