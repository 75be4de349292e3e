import type { preflight as english } from '../en/preflight.ts'
import type { SameKeys } from '../sameKeys.ts'

export const preflight: SameKeys<typeof english> = {
	'preflight.title': '在这间教室里能用吗？',
	'preflight.line': '请在上课的地方打开本页：教师的电脑上一次，任意一部手机上一次。大约需要十秒。',
	'preflight.again': '重新检查',
	'preflight.others': '电脑上检查好了？再用手机扫任意房间的二维码，把地址改成以 /preflight 结尾。',
	'preflight.outcome.running': '正在检查…',
	'preflight.outcome.ready': '一切正常：这台设备和这个网络都准备好了。',
	'preflight.outcome.works': '可以使用，但请看看带标记的几项。',
	'preflight.outcome.blocked': '现在这样还不能用。带标记的几项说明了该怎么办。',
	'preflight.verdict.fine': '正常',
	'preflight.verdict.trouble': '需要注意',
	'preflight.verdict.running': '正在检查…',

	'preflight.drawing': '绘图',
	'preflight.drawing.fine': '浏览器使用 {{how}} 绘图。',
	'preflight.drawing.trouble': '这个浏览器无法绘图。请使用新版的 Chrome、Edge、Firefox 或 Safari。',
	'preflight.storage': '浏览器存储',
	'preflight.storage.fine': '刷新页面后能回到原来的座位。',
	'preflight.storage.trouble': '浏览器不保存任何数据：刷新后会丢失座位。请退出无痕模式，或允许本网站存储数据。',
	'preflight.clock': '时钟',
	'preflight.clock.fine': '本机时钟与服务器一致。',
	'preflight.clock.trouble': '本机时钟与服务器相差 {{minutes}} 分钟。请把日期和时间设为自动，否则截止时间会显示错误。',
	'preflight.download': '下载',
	'preflight.download.fine': '页面下载速度为 {{rate, number}} kB/s。',
	'preflight.download.trouble': '页面下载速度只有 {{rate, number}} kB/s。请靠近无线接入点，或请学生在课前先打开页面。',
	'preflight.websocket': '直接连接（WebSocket）',
	'preflight.websocket.fine': '消息可以直接往返。',
	'preflight.websocket.trouble':
		'这里到服务器之间有设备（多半是代理）挡住了 WebSocket。游戏会改用轮询继续，但流量更大。最好请网管放行本站地址。',
	'preflight.polling': '备用方式（HTTP 轮询）',
	'preflight.polling.fine': '可用，直接连接断开时会用到它。',
	'preflight.polling.trouble': '普通请求无法通过。只要直接连接正常，游戏就能进行。',
	'preflight.roundTrip': '往返时间',
	'preflight.roundTrip.fine': '一半的消息在 {{p50}} 毫秒内返回，95% 在 {{p95}} 毫秒内返回。',
	'preflight.roundTrip.trouble':
		'消息较慢：一半需要 {{p50}} 毫秒，有些要 {{p95}} 毫秒或更久。请选择“从容”节奏（思考不计时），或换一个网络。',
	'preflight.address': '二维码中的地址',
	'preflight.address.fine': '本机可以访问 {{address}}。',
	'preflight.address.trouble':
		'本机访问不到 {{address}}，或者其他设备无法使用它。访客网络常把设备互相隔离：请让所有人连接同一个网络，或使用手机热点。',
}
