using System.Text;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=UTF-8", 200)]
    [InlineData("application/vnd.shop+json", 200)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("text/plain", 415)]
    [InlineData(null, 415)]
    public async Task Takes_json_in_utf8_only(string? contentType, int status) => Assert.Equal(status, await StatusAsync("{}", contentType));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":NaN}")]
    public async Task Malformed_JSON_is_a_bad_request(string body) => Assert.Equal(400, await StatusAsync(body));

    [Fact]
    public async Task Nesting_is_limited() => Assert.Equal(400, await StatusAsync(new string('[', 10_000) + new string(']', 10_000)));

    [Fact]
    public async Task A_body_that_is_too_large_is_read_to_its_end_and_refused()
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes($"\"{new string('x', 5_000_000)}\""));
        Assert.Equal(413, await StatusAsync(body, "application/json"));
        Assert.Equal(body.Length, body.Position);
    }

    static async Task<int> StatusAsync(string body, string? contentType = "application/json")
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await StatusAsync(stream, contentType);
    }

    static async Task<int> StatusAsync(Stream body, string? contentType)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = body;
        context.Request.ContentType = contentType;
        try
        {
            await context.Request.ReadJsonAsync((_, _) => 0, TestContext.Current.CancellationToken);
            return 200;
        }
        catch (ProblemException problem)
        {
            return problem.Status;
        }
    }
}
