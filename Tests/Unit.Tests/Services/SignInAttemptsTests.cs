using DbPerService.Tests.Unit.Messaging;
using DbPerService.Users;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Services;

public sealed class SignInAttemptsTests
{
    readonly ManualTime _time = new();
    readonly SignInAttempts _attempts;

    public SignInAttemptsTests() => _attempts = new(
        Options.Create(new UsersOptions { MaxWrongPasswords = 3, AttemptWindow = TimeSpan.FromMinutes(1) }), _time);

    [Fact]
    public void Wrong_passwords_are_limited_per_user_until_the_window_has_passed()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(_attempts.TryBegin("a", out var _)));
        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.False(_attempts.TryBegin("a", out var wait));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.True(_attempts.TryBegin("b", out _));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_attempts.TryBegin("a", out _));
    }

    [Fact]
    public void A_right_password_does_not_count()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.True(_attempts.TryBegin("a", out _));
            _attempts.Return("a");
        }

        Assert.Equal(0, _attempts.Users);
    }

    [Fact]
    public void Attempts_under_way_count_until_they_have_shown_a_right_password()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(_attempts.TryBegin("a", out var _)));
        Assert.False(_attempts.TryBegin("a", out _));

        _attempts.Return("a");
        Assert.True(_attempts.TryBegin("a", out _));
    }

    [Fact]
    public void Users_are_forgotten_after_the_window()
    {
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(_attempts.TryBegin($"u{i}", out var _)));
        _time.Advance(TimeSpan.FromMinutes(1));
        _attempts.TryBegin("a", out _);

        Assert.Equal(1, _attempts.Users);
    }
}
