using Microsoft.Extensions.Logging;

namespace DbPerService.ServiceDefaults;

static partial class ManagementLog
{
    [LoggerMessage(1, LogLevel.Warning, "Management:Port is not set: operators' endpoints and health details are not served")]
    public static partial void NotServed(ILogger logger);
}
