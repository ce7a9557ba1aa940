using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace DbPerService.ServiceDefaults;

/// <summary>
/// Reads of another service with a deadline, retries and a circuit breaker. Whatever fails becomes an <see cref="HttpRequestException"/>.
/// Requests that change something pass through: only their caller knows whether they may be repeated.
/// </summary>
sealed class ResilienceHandler(ServiceResilience resilience) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            ? resilience.SendAsync(AttemptAsync, request, cancellationToken)
            : base.SendAsync(request, cancellationToken);

    /// <summary>With the body, so that one that does not arrive is a failure like any other.</summary>
    async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}

/// <summary>The strategies for one service. One per client, since handlers come and go and a circuit must not be forgotten with them.</summary>
sealed partial class ServiceResilience
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    readonly string _service;
    readonly ResilienceLimits _limits;
    readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public ServiceResilience(string service, ResilienceLimits limits, TimeProvider time, ILogger<ServiceResilience> logger)
    {
        (_service, _limits) = (service, limits);
        var failed = new PredicateBuilder<HttpResponseMessage>()
            .Handle<HttpRequestException>().Handle<TimeoutRejectedException>().HandleResult(response => IsFailure(response.StatusCode));
        _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(limits.Deadline)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failed,
                MaxRetryAttempts = limits.Retries,
                Delay = limits.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failed,
                FailureRatio = 0.5,
                MinimumThroughput = limits.BreakAfter,
                SamplingDuration = Window,
                BreakDuration = limits.BreakDuration,
                OnOpened = opened =>
                {
                    LogOpened(logger, service, opened.BreakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(logger, service);
                    return default;
                },
            })
            .AddTimeout(limits.AttemptTimeout)
            .Build();
    }

    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> attempt, HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (state, token) => await state.attempt(state.request, token), (attempt, request), cancellationToken);
        }
        catch (TimeoutRejectedException timeout)
        {
            throw new HttpRequestException($"{_service} did not respond within {_limits.Deadline}.", timeout);
        }
        catch (BrokenCircuitException open)
        {
            throw new HttpRequestException($"{_service} is not called for now, since most calls have failed.", open);
        }
    }

    static bool IsFailure(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    [LoggerMessage(1, LogLevel.Warning, "Most calls of {Service} fail: it is not called for {Duration}")]
    private static partial void LogOpened(ILogger logger, string service, TimeSpan duration);

    [LoggerMessage(2, LogLevel.Information, "{Service} responds again")]
    private static partial void LogClosed(ILogger logger, string service);
}
