using System.Net;
using DbPerService.Gateway;
using DbPerService.Gateway.Limits;
using Microsoft.AspNetCore.Http;

namespace DbPerService.Tests.Unit.Services.Gateway;

public sealed class GatewayLimitTests : IClassFixture<GatewayFixture>
{
    const int Limit = 100_000;

    readonly GatewayFixture _gateway;

    public GatewayLimitTests(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    FakeServices Services => _gateway.Services;

    [Fact]
    public async Task A_caller_beyond_its_rate_is_told_when_to_come_back_and_no_other_one_is_affected()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>
        {
            ["Gateway:RequestsPerSecond"] = "1", ["Gateway:Burst"] = "4",
        });
        Services.Answer("users", "/users/ALFKI", new { });
        Services.Answer("users", "/users/BERGS", new { });
        var (one, other) = (_gateway.SignIn("ALFKI"), _gateway.SignIn("BERGS"));
        // The first request of a session is the address's, which the two share.
        Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/ALFKI", one)).Status);
        Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/BERGS", other)).Status);

        var responses = new List<GatewayResponse>();
        for (var i = 0; i < 8; i++)
        {
            responses.Add(await GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/ALFKI", one));
        }

        Assert.Contains(responses, response => response.Status == 200);
        var rejected = responses.Last(response => response.Status == 429);
        Assert.InRange(int.Parse(rejected.Header("Retry-After"), null), 1, 10);
        Assert.NotEmpty(rejected.Problem);
        Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/BERGS", other)).Status);
        Assert.Equal(200, (await GatewayFixture.SendAsync(http, HttpMethod.Get, "/health")).Status);
    }

    [Fact]
    public async Task Made_up_tokens_share_the_rate_of_their_address()
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string>
        {
            ["Gateway:RequestsPerSecond"] = "1", ["Gateway:Burst"] = "2",
        });

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add((await GatewayFixture.SendAsync(http, HttpMethod.Get, "/users/ALFKI", $"made-up-{i}")).Status);
        }

        Assert.Contains(429, statuses);
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010DB800010002")]
    public void Addresses_that_a_caller_can_choose_among_count_as_one(string address, string network) =>
        Assert.Equal(network, LimitsExtensions.Network(IPAddress.Parse(address)));

    [Theory]
    [InlineData(false, Limit, 200)]
    [InlineData(true, Limit, 200)]
    [InlineData(false, Limit + 1, 413)]
    [InlineData(true, Limit + 1, 413)]
    [InlineData(false, 20 * Limit, 413)]
    [InlineData(true, 20 * Limit, 413)]
    public async Task A_body_is_bounded_whether_its_length_is_said_or_not(bool isChunked, int size, int status)
    {
        var (_, http) = await _gateway.StartAsync(new Dictionary<string, string> { ["Gateway:MaxBodyBytes"] = $"{Limit}" });
        Services.Answer("users", "/users", new { });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/users") { Content = new ByteArrayContent(new byte[size]) };
        request.Headers.TransferEncodingChunked = isChunked;

        using var response = await http.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == StatusCodes.Status413PayloadTooLarge)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain(Services.Received, received => received.Path == "/users");
        }
    }

    [Fact]
    public void A_full_cache_forgets_what_was_not_used_for_the_longest_time()
    {
        var cache = new BoundedCache<int, string>(2);
        cache.Set(1, "one");
        cache.Set(2, "two");
        Assert.True(cache.TryGet(1, out _));
        cache.Set(3, "three");
        cache.Set(1, "uno");

        Assert.False(cache.TryGet(2, out _));
        Assert.True(cache.TryGet(1, out var first));
        Assert.Equal("uno", first);
        cache.Remove(3);
        Assert.False(cache.TryGet(3, out _));
    }
}
