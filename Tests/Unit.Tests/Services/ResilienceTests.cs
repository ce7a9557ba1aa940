using System.Net;
using DbPerService.ServiceDefaults;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Unit.Services;

public sealed class ResilienceTests
{
    static readonly ResilienceLimits Quick = new()
    {
        Deadline = TimeSpan.FromSeconds(20), AttemptTimeout = TimeSpan.FromSeconds(10), RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_read_is_repeated()
    {
        using var owner = new StubOwner(attempt => attempt switch
        {
            1 => StubOwner.Status(HttpStatusCode.ServiceUnavailable),
            2 => throw new HttpRequestException("refused"),
            _ => StubOwner.Json("{}"),
        });

        Assert.Equal(HttpStatusCode.OK, await GetAsync(owner, Quick));
        Assert.Equal(3, owner.Attempts);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 3)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    public async Task The_last_response_is_returned(HttpStatusCode status, int attempts)
    {
        using var owner = new StubOwner(_ => StubOwner.Status(status));

        Assert.Equal(status, await GetAsync(owner, Quick));
        Assert.Equal(attempts, owner.Attempts);
    }

    [Fact]
    public async Task A_request_that_changes_something_is_sent_once()
    {
        using var owner = new StubOwner(_ => StubOwner.Status(HttpStatusCode.ServiceUnavailable));
        await using var clients = owner.Clients(Quick);

        using var response = await Client(clients).PostAsync("/users", content: null, Cancelled);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (response.StatusCode, owner.Attempts));
    }

    [Fact]
    public async Task A_service_that_does_not_respond_costs_the_deadline_and_no_more()
    {
        using var owner = new StubOwner(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return StubOwner.Json("{}");
        });
        var limits = Quick with { Deadline = TimeSpan.FromMilliseconds(200), AttemptTimeout = TimeSpan.FromMilliseconds(50) };

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(owner, limits));

        Assert.Contains("users did not respond", failure.Message, StringComparison.Ordinal);
        Assert.InRange(owner.Attempts, 1, 3);
    }

    [Fact]
    public async Task A_body_that_does_not_arrive_is_a_failure()
    {
        using var owner = new StubOwner(_ => new(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) });

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(
            owner, Quick with { Deadline = TimeSpan.FromMilliseconds(200), AttemptTimeout = TimeSpan.FromMilliseconds(50) }));
    }

    [Fact]
    public async Task A_service_that_fails_most_of_the_time_is_left_alone_for_a_while()
    {
        var isWell = false;
        using var owner = new StubOwner(_ => isWell ? StubOwner.Json("{}") : StubOwner.Status(HttpStatusCode.InternalServerError));
        await using var clients = owner.Clients(Quick with { Retries = 1, BreakAfter = 4, BreakDuration = TimeSpan.FromMilliseconds(500) });
        for (var call = 1; call <= 2; call++)
        {
            using var _ = await Client(clients).GetAsync("/profiles/ALFKI", Cancelled);
        }

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => Client(clients).GetAsync("/profiles/ALFKI", Cancelled));
        Assert.Contains("users is not called for now", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, owner.Attempts);

        isWell = true;
        await Eventually.IsTrue(
            async () =>
            {
                using var response = await Client(clients).GetAsync("/profiles/ALFKI", Cancelled);
                return response.IsSuccessStatusCode;
            },
            Cancelled);
    }

    static async Task<HttpStatusCode> GetAsync(StubOwner owner, ResilienceLimits limits)
    {
        await using var clients = owner.Clients(limits);
        using var response = await Client(clients).GetAsync("/profiles/ALFKI", Cancelled);
        return response.StatusCode;
    }

    static HttpClient Client(IServiceProvider clients) => clients.GetRequiredService<IHttpClientFactory>().CreateClient("users");

    sealed class EndlessStream : MemoryStream
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
